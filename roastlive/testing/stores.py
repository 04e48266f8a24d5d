"""Private stores for one test run, made from a template that holds the migrated schema.

The template is a whole stopped server directory under var/test/, named by what it was made from. A run copies it, which
takes a tenth of a second, starts the copy, and throws it away at the end. Runs side by side never meet.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from psycopg import sql

from roastlive.lib.embedded.layout import APPLICATION_ROLE, DATABASE, OWNER_ROLE
from roastlive.lib.embedded.postgres import PrivatePostgres
from roastlive.lib.embedded.valkey import PrivateValkey

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "var" / "test"
# What decides the schema: migrations, collections of the event store, and how server and roles are set up.
SCHEMA_SOURCES = (
    "*/migrations/*.py",
    "*/sql/*.sql",
    "*/collections.py",
    "roastlive/lib/migrations/*.py",
    "roastlive/lib/eventstore/*.py",
    "roastlive/lib/eventstore/postgres/*.py",
    "roastlive/lib/embedded/*.py",
    "roastlive/lib/rls/*.py",
    "roastlive/lib/roles.py",
    "requirements/constraints.txt",
)
# Older templates go; more than one stays, for whoever changes between branches or is copying one right now.
KEPT = 8


def schema_fingerprint() -> str:
    digest = hashlib.sha256()
    for pattern in SCHEMA_SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def postgres_in(directory: Path, data: Path | None = None) -> PrivatePostgres:
    return PrivatePostgres(data or directory / "postgres", directory / "run", directory / "postgres.log", durable=False)


def addresses(server: PrivatePostgres, database: str) -> dict[str, str]:
    """The environment that makes Django serve from `database`."""
    host = f"/{database}?host={server.socket}"
    return {
        "DATABASE_URL": f"postgres://{APPLICATION_ROLE}@{host}",
        "DATABASE_OWNER_URL": f"postgres://{OWNER_ROLE}@{host}",
    }


@contextlib.contextmanager
def scratch_directory() -> Iterator[Path]:
    """A short directory of our own: a socket's path has little room."""
    directory = Path(tempfile.mkdtemp(prefix="rl-"))
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def template() -> Path:
    """The migrated server directory, made when there is none for the present schema."""
    wanted = TEMPLATES / f"template-{schema_fingerprint()}"
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    with (TEMPLATES / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not wanted.exists():
            _make_template(wanted)
    return wanted


def _make_template(wanted: Path) -> None:
    unfinished = TEMPLATES / "unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    with scratch_directory() as directory:
        server = postgres_in(directory, unfinished)
        server.start()
        try:
            server.bootstrap()
            migrate = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
            environment = (
                os.environ | addresses(server, DATABASE) | {"DJANGO_SETTINGS_MODULE": "roastlive.settings.test"}
            )
            done = subprocess.run(  # noqa: S603 - our own command line
                migrate, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
            )
            if done.returncode != 0:
                raise RuntimeError(f"The test schema could not be migrated:\n{done.stdout}{done.stderr}")
        finally:
            server.stop()
    unfinished.rename(wanted)
    older = sorted(TEMPLATES.glob("template-*"), key=lambda path: path.stat().st_mtime)
    for path in older[:-KEPT]:
        shutil.rmtree(path, ignore_errors=True)


class RunStores:
    """The server of one test run, and a database in it for each worker."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.postgres = postgres_in(directory)

    def start(self) -> None:
        # cp keeps owner and mode, which PostgreSQL insists on.
        subprocess.run(  # noqa: S603
            ["/bin/cp", "--archive", "--reflink=auto", str(template()), str(self.directory / "postgres")], check=True
        )
        self.postgres.start()

    def make_database(self, name: str) -> None:
        """A fresh copy of the migrated database under this name, whoever is still connected to an older one."""
        with self.postgres.connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {} STRATEGY file_copy").format(
                    sql.Identifier(name), sql.Identifier(DATABASE), sql.Identifier(OWNER_ROLE)
                )
            )

    def stop(self) -> None:
        self.postgres.stop()


def valkey_in(directory: Path) -> PrivateValkey:
    return PrivateValkey(directory / "valkey.sock", directory / "valkey", directory / "valkey.log", durable=False)
