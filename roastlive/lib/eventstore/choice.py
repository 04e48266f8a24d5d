"""Which backend this house uses: MongoDB where it is set, PostgreSQL otherwise."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from roastlive.lib.eventstore.contract import AsyncEventStore, EventStore
from roastlive.lib.roles import database_owner

# By name, so that a house without MongoDB does not load its driver.
POSTGRES = "roastlive.lib.eventstore.postgres.backend"
MONGODB = "roastlive.lib.eventstore.mongodb.backend"


def store() -> EventStore:
    return cast(EventStore, _made(f"{MONGODB}.MongoStore" if settings.MONGODB_URI else f"{POSTGRES}.PostgresStore"))


def async_store() -> AsyncEventStore:
    path = f"{MONGODB}.AsyncMongoStore" if settings.MONGODB_URI else f"{POSTGRES}.AsyncPostgresStore"
    return cast(AsyncEventStore, _made(path))


def owner_rights() -> AbstractContextManager[None]:
    """What `ensure` and `expire` need: in PostgreSQL, the role that owns the tables."""
    return database_owner() if store().transactional else nullcontext()


@cache
def _made(path: str) -> object:
    return import_string(path)()
