"""Connections to MongoDB: one client a process for code without an event loop, and one for each event loop."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

import pymongo
from django.conf import settings
from pymongo import AsyncMongoClient, MongoClient
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.database import Database
from pymongo.errors import PyMongoError

from roastlive.lib.eventstore.errors import StoreUnavailable
from roastlive.lib.eventstore.mongodb.documents import Document

DEFAULT_DATABASE = "roastlive"
# Nobody waits long for a store that may be away: appends go on to the outbox. What the URI says goes before these.
OPTIONS: dict[str, Any] = {
    "serverSelectionTimeoutMS": 500,
    "connectTimeoutMS": 500,
    "socketTimeoutMS": 2000,
    "uuidRepresentation": "standard",
    "tz_aware": True,
    "appname": "roastlive",
}

# Making an index or removing a year of events may take as long as it takes.
UPKEEP_SECONDS = 6 * 3600

# A client must not cross a fork, so each process has its own.
_clients: dict[tuple[int, str], MongoClient[Document]] = {}
_async_clients: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, AsyncMongoClient[Document]]] = (
    WeakKeyDictionary()
)


def database() -> Database[Document]:
    address = settings.MONGODB_URI
    place = (os.getpid(), address)
    if place not in _clients:
        with unavailable_on_failure():
            _clients[place] = MongoClient(address, **_options(address))
    return _clients[place].get_default_database(DEFAULT_DATABASE)


def async_database() -> AsyncDatabase[Document]:
    address = settings.MONGODB_URI
    clients = _async_clients.setdefault(asyncio.get_running_loop(), {})
    if address not in clients:
        with unavailable_on_failure():
            clients[address] = AsyncMongoClient(address, **_options(address))
    return clients[address].get_default_database(DEFAULT_DATABASE)


def close() -> None:
    """Ends this process's connections; the next call opens new ones."""
    for place in [place for place in _clients if place[0] == os.getpid()]:
        _clients.pop(place).close()


async def aclose() -> None:
    """Ends the connections of this event loop, before it ends itself."""
    for client in _async_clients.pop(asyncio.get_running_loop(), {}).values():
        await client.close()


@contextmanager
def upkeep() -> Iterator[None]:
    """For what takes long. PyMongo would also look for a server that long, so one must be there to begin with."""
    with unavailable_on_failure():
        database().command("ping")
        with pymongo.timeout(UPKEEP_SECONDS):
            yield


@contextmanager
def unavailable_on_failure() -> Iterator[None]:
    """Whatever MongoDB refuses or fails at, what was checked before is not to blame, and may be tried again."""
    try:
        yield
    except PyMongoError as error:
        raise StoreUnavailable from error


def _options(uri: str) -> dict[str, Any]:
    return {name: value for name, value in OPTIONS.items() if f"{name.lower()}=" not in uri.lower()}
