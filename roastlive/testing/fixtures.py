"""What every test may ask for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from django.test import TransactionTestCase

from roastlive.testing.plugin import RUN_DIRECTORY, database_name
from roastlive.testing.stores import RunStores


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None) -> None:
    """The database exists already: it is a copy of the template, and it belongs to this worker alone."""


@pytest.fixture(autouse=True, scope="session")
def fresh_database_after_commits() -> Iterator[None]:
    """A test that commits cannot be cleaned up by TRUNCATE: append-only tables refuse it. It gets a new database instead."""
    stores = RunStores(Path(os.environ[RUN_DIRECTORY]))

    def renew(_case: TransactionTestCase) -> None:
        connections.close_all()
        stores.make_database(database_name())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", renew)
        yield
