"""How each store is asked whether it can serve. Impatient on purpose, and silent about hosts and users."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import psycopg
from django.db import Error as DatabaseError
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from redis.exceptions import RedisError

from roastlive.lib.eventstore.choice import store
from roastlive.lib.eventstore.errors import StoreUnavailable
from roastlive.lib.http.background import seconds_since_task
from roastlive.lib.models import OutboxMessage
from roastlive.lib.redis_clients import redis_client

STORE_ERRORS = (psycopg.Error, DatabaseError, RedisError, StoreUnavailable, OSError)
SECONDS = 2
# Beat sends something every few seconds; when nothing was done for this long, it or the workers are away.
QUIET_BACKGROUND = 60
LATE_MESSAGE = 300

Key = tuple[str, str]


class Trouble(Exception):
    """The store answers, and cannot serve; the text may be read by everybody."""


@dataclass(frozen=True)
class Probe:
    """`ask` says in a few words how the store is, or raises Trouble or one of STORE_ERRORS.

    People are sent elsewhere only for what is `required`.
    """

    name: str
    ask: Callable[[], str]
    required: bool = True


@contextlib.contextmanager
def own_connection() -> Iterator[psycopg.Connection]:
    """A connection of the probe's own: the pages' are busy, and wait longer than a probe may."""
    params = connection.get_connection_params()
    params["options"] = f"{params.get('options', '')} -c statement_timeout={SECONDS * 1000}".strip()
    with psycopg.connect(**params | {"connect_timeout": SECONDS, "autocommit": True}) as own:
        yield own


def ask_postgres() -> str:
    with own_connection() as own:
        applied = {(row[0], row[1]) for row in own.execute("SELECT app, name FROM django_migrations")}
    state = migration_state()
    newer, missing = state.unknown(applied), state.missing(applied)
    if newer:
        raise Trouble(f"newer than this code: it knows {', '.join(newer)}; update the code")
    if missing:
        raise Trouble(f"migrations not applied: {len(missing)}; run manage.py migrate")
    return "answers, migrated"


@dataclass(frozen=True)
class MigrationState:
    """What this code ships, to be compared with what a database has seen."""

    shipped: frozenset[Key]
    apps: frozenset[str]
    replaced: dict[Key, frozenset[Key]]

    def unknown(self, applied: set[Key]) -> list[str]:
        replaced = frozenset().union(*self.replaced.values())
        return sorted(f"{app}.{name}" for app, name in applied - self.shipped - replaced if app in self.apps)

    def missing(self, applied: set[Key]) -> list[str]:
        settled = set(applied)
        for squashed, parts in self.replaced.items():
            if squashed in applied:
                settled |= parts
            elif parts <= applied:
                settled.add(squashed)
        return sorted(f"{app}.{name}" for app, name in self.shipped - settled)


@cache
def migration_state() -> MigrationState:
    """Read once: files do not change under a running process."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return MigrationState(
        shipped=frozenset(loader.disk_migrations),
        apps=frozenset(loader.migrated_apps),
        replaced={key: frozenset(migration.replaces) for key, migration in loader.replacements.items()},
    )


def ask_redis() -> str:
    redis_client().ping()
    return "answers"


def ask_event_store() -> str:
    try:
        store().ping()
    finally:
        # This thread ends here, and must not leave a connection behind.
        connections.close_all()
    return "answers"


def ask_background() -> str:
    quiet = seconds_since_task()
    if quiet is None:
        raise Trouble("no worker has done anything yet")
    if quiet > QUIET_BACKGROUND:
        raise Trouble(f"nothing done for {quiet} s: the workers or beat are away")
    return f"worked {quiet} s ago"


def ask_outbox() -> str:
    table = OutboxMessage._meta.db_table
    query = (
        f"SELECT (SELECT count(*) FROM {table} WHERE state = 'quarantined'),"  # noqa: S608 - the model's own name
        f" extract(epoch FROM now() - (SELECT min(due_at) FROM {table} WHERE state = 'waiting'))"
    )
    with own_connection() as own:
        quarantined, late = own.execute(query).fetchone() or (0, None)
    if quarantined:
        raise Trouble(f"{quarantined} in quarantine")
    if late is not None and late > LATE_MESSAGE:
        raise Trouble(f"the oldest message is {int(late)} s late")
    return "nothing is stuck"


PROBES = (
    Probe("postgres", ask_postgres),
    Probe("redis", ask_redis),
    # Chat and activity are kept in the outbox while their store is away; nobody need be sent elsewhere for that.
    Probe("event_store", ask_event_store, required=False),
    Probe("background", ask_background, required=False),
    Probe("outbox", ask_outbox, required=False),
)
