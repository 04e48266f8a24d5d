"""Where the drill is played: a private PostgreSQL that keeps its promises (fsync on), killed and started again."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from roastlive.lib.embedded.layout import APPLICATION_ROLE, DATABASE, OWNER_ROLE
from roastlive.lib.embedded.postgres import PrivatePostgres
from roastlive.lib.embedded.valkey import PrivateValkey
from roastlive.testing.stores import template


@dataclass
class Stage:
    directory: Path
    slowest_return: float = 0.0
    postgres: PrivatePostgres = field(init=False)
    valkey: PrivateValkey = field(init=False)

    def __post_init__(self) -> None:
        here = self.directory
        self.postgres = PrivatePostgres(here / "postgres", here / "run", here / "postgres.log")
        self.valkey = PrivateValkey(here / "valkey.sock", here / "valkey", here / "valkey.log", durable=False)

    @property
    def environment(self) -> dict[str, str]:
        host = f"/{DATABASE}?host={self.postgres.socket}"
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "benchmarks.ledger.settings",
            "DATABASE_URL": f"postgres://{APPLICATION_ROLE}@{host}",
            "DATABASE_OWNER_URL": f"postgres://{OWNER_ROLE}@{host}",
            "REDIS_URL": self.valkey.url,
            "CELERY_BROKER_URL": "",
            "MONGODB_URI": "",
        }

    def open(self) -> None:
        """On a copy of the migrated database that tests use, but with a server that flushes what it has promised."""
        copy = ["/bin/cp", "--archive", "--reflink=auto", str(template()), str(self.postgres.data)]
        subprocess.run(copy, check=True)
        self.postgres.start()
        self.valkey.start()

    def close(self) -> None:
        self.postgres.stop()
        self.valkey.stop()

    def kill_postgres(self) -> None:
        """All of it at once: a writer that outlived the others could still save what was only promised."""
        process = self.postgres.process
        if process is None:
            raise RuntimeError("There is no PostgreSQL to kill.")
        # Stopped first, so that it starts no child that the list would not name.
        os.kill(process.pid, signal.SIGSTOP)
        children = [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]
        for pid in (process.pid, *children):
            _kill(pid)
        process.wait()
        # As long as one of them is not quite gone, no new server starts.
        while any(Path(f"/proc/{pid}").exists() for pid in children):
            time.sleep(0.005)

    def revive_postgres(self) -> None:
        began = time.monotonic()
        self.postgres.start()
        self.slowest_return = max(self.slowest_return, time.monotonic() - began)


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
