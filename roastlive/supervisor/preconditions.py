"""What must be true before anything is started, each with one line that says what is wrong and what to do."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import time
from pathlib import Path
from typing import IO

import redis
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.db.migrations.loader import MigrationLoader

from roastlive.lib.roles import database_owner

FORMER_HOUSE_ENDS_WITHIN = 4.0


class CannotStart(Exception):
    """The house cannot start; the text is the line for the operator."""


def claim(var: Path, run: Path) -> IO[str]:
    """Hold the house's lock for as long as the returned file is open.

    The lock belongs to the open file, not to its text: whatever a killed `up` left behind, the next one may start.
    """
    try:
        for directory in (var, run):
            directory.mkdir(parents=True, exist_ok=True)
        lock = (run / "up.lock").open("a+")
    except OSError as error:
        raise CannotStart(
            f"{error.filename} cannot be written ({error.strerror}). "
            f"Give yourself the right to write there, or choose another place: VAR_DIR=/some/where make run"
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        with lock:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
        raise CannotStart(
            f"RoastLive is running here already (pid {holder}). Stop that one with Ctrl-C first."
        ) from error
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def require_free_port(address: str, port: int, *, variable: str) -> None:
    """Somebody else's program on the port is an error; servers of a killed `up` get a moment to end."""
    deadline = time.monotonic() + FORMER_HOUSE_ENDS_WITHIN
    while (error := _why_closed(address, port)) is not None:
        if error.errno == errno.EADDRINUSE and time.monotonic() < deadline:
            time.sleep(0.2)
            continue
        if error.errno == errno.EADDRINUSE:
            reason = f"Port {port} is taken by another program. Choose another: {variable}={port + 10} make run"
        elif error.errno == errno.EACCES:
            reason = f"Port {port} may not be opened by you. Choose one above 1023: {variable}=8000 make run"
        else:
            reason = f"{address}:{port} cannot be opened ({error.strerror}). Look at BIND_ADDRESS and {variable}."
        raise CannotStart(reason) from error


def _why_closed(address: str, port: int) -> OSError | None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As the servers do: a port whose last connections are still fading away is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            return error
    return None


def require_database() -> None:
    """The database answers to both roles, and was not migrated by newer code than this."""
    connection = connections[DEFAULT_DB_ALIAS]
    try:
        variable = "DATABASE_URL"
        connection.ensure_connection()
        unknown = migrations_unknown_to_code()
        variable = "DATABASE_OWNER_URL"
        with database_owner():
            connection.ensure_connection()
    except OperationalError as error:
        raise CannotStart(f"The database does not answer: {first_line(error)}. Look at {variable}.") from error
    finally:
        connection.close()
    if unknown:
        raise CannotStart(
            f"The database is newer than this code: it knows {', '.join(unknown)}. "
            "Update the code, or restore the backup that was made before the database was migrated."
        )


def require_redis(url: str) -> None:
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=5) as client:
            client.ping()
    except redis.RedisError as error:
        raise CannotStart(f"Redis does not answer: {first_line(error)} Look at REDIS_URL.") from error


def first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__


def migrations_unknown_to_code() -> list[str]:
    """Migrations of our apps that the database has seen and this code has not."""
    loader = MigrationLoader(connections[DEFAULT_DB_ALIAS], ignore_no_migrations=True)
    return sorted(
        f"{app}.{name}"
        for app, name in loader.applied_migrations
        if app in loader.migrated_apps
        and (app, name) not in loader.disk_migrations
        and not _squashed(loader, app, name)
    )


def _squashed(loader: MigrationLoader, app: str, name: str) -> bool:
    return any((app, name) in migration.replaces for migration in loader.replacements.values())
