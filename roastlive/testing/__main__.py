"""Run a command against private stores with an empty, migrated database: `python -m roastlive.testing manage.py check`."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack

from roastlive.lib.embedded.layout import DATABASE
from roastlive.testing.stores import RunStores, addresses, scratch_directory, valkey_in

SETTINGS = {"DJANGO_SETTINGS_MODULE": "roastlive.settings.test", "CELERY_BROKER_URL": "", "MONGODB_URI": ""}


def main(arguments: list[str]) -> int:
    """The exit code of the command. The stores are gone when it has ended."""
    with ExitStack() as opened:
        stores = RunStores(opened.enter_context(scratch_directory()))
        # Registered first: a server that is interrupted while it starts must end too.
        opened.callback(stores.stop)
        stores.start()
        valkey = valkey_in(opened.enter_context(scratch_directory()))
        opened.callback(valkey.stop)
        valkey.start()
        private = SETTINGS | addresses(stores.postgres, DATABASE) | {"REDIS_URL": valkey.url}
        command = [sys.executable, *arguments]
        return subprocess.run(command, env=os.environ | private, check=False).returncode  # noqa: S603 - our own command


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
