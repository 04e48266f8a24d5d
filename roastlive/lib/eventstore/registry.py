"""Which collections there are. Apps add theirs in `collections.py`, which the kernel imports when it is ready."""

from __future__ import annotations

from roastlive.lib.eventstore.collection import Collection
from roastlive.lib.eventstore.errors import CollectionInvalid

_registered: dict[str, Collection] = {}


def register(collection: Collection) -> Collection:
    """Two different collections of one name would share a table, so the second is refused."""
    known = _registered.setdefault(collection.name, collection)
    if known != collection:
        raise CollectionInvalid(f"{collection.name} is registered already, and differently")
    return collection


def unregister(collection: Collection) -> None:
    """For collections that live as long as a test."""
    _registered.pop(collection.name, None)


def collection_named(name: str) -> Collection:
    return _registered[name]


def registered() -> tuple[Collection, ...]:
    return tuple(sorted(_registered.values(), key=lambda collection: collection.name))
