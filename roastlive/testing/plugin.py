"""The pytest plugin: real stores before Django wakes, and a database in them for each worker."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path

import pytest

from roastlive.testing.stores import RunStores, addresses, scratch_directory, valkey_in

# The controller starts PostgreSQL; the workers of xdist find its directory here.
RUN_DIRECTORY = "ROASTLIVE_TEST_RUN"
_open = ExitStack()


def database_name() -> str:
    return f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Before pytest-django reads the settings, their stores must have addresses."""
    early_config.add_cleanup(_open.close)
    if "PYTEST_XDIST_WORKER" in os.environ:
        stores = RunStores(Path(os.environ[RUN_DIRECTORY]))
    else:
        stores = RunStores(_open.enter_context(scratch_directory()))
        stores.start()
        _open.callback(stores.stop)
        os.environ[RUN_DIRECTORY] = str(stores.directory)
    valkey = valkey_in(_open.enter_context(scratch_directory()))
    valkey.start()
    _open.callback(valkey.stop)
    os.environ.update(
        addresses(stores.postgres, database_name()), REDIS_URL=valkey.url, CELERY_BROKER_URL="", MONGODB_URI=""
    )
    stores.make_database(database_name())


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Our fixtures replace pytest-django's of the same name only if they are registered after them."""
    from roastlive.testing import fixtures, sockets  # noqa: PLC0415 - Django's settings are known only now

    config.pluginmanager.register(fixtures)
    config.pluginmanager.register(sockets)
