"""Indexes: what should be there, and making up for what is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.collection import Collection as Place
from pymongo.errors import OperationFailure

from roastlive.lib.eventstore.collection import TIME, Collection, Index
from roastlive.lib.eventstore.mongodb.documents import Document
from roastlive.lib.eventstore.report import Line, State

LIFETIME = "lifetime"
# In its place on a server that knows no lifetimes, where `expire` alone removes what is due.
LIFETIME_BY_HAND = "lifetime_by_hand"
NOT_IMPLEMENTED = 238

Described = Mapping[str, Any]


def ensure(place: Place[Document], collection: Collection) -> Iterator[Line]:
    """What was made or changed. An index that is different in another way than its lifetime takes a person."""
    for line in report(place, collection):
        wanted = wanted_indexes(collection).get(line.name)
        if wanted is not None and line.state is State.MISSING:
            _create(place, wanted)
        elif wanted is not None and line.name == LIFETIME and line.state is State.DIFFERENT:
            place.database.command("collMod", place.name, index=new_lifetime(wanted))
        elif line.name == LIFETIME and line.state is State.UNDECLARED:
            place.drop_index(LIFETIME)
        else:
            continue
        yield line


def report(place: Place[Document], collection: Collection) -> Iterator[Line]:
    existing = {described["name"]: described for described in place.list_indexes()}
    yield Line(collection.name, "collection", place.name, State.PRESENT if existing else State.MISSING)
    wanted = wanted_indexes(collection)
    for name, index in wanted.items():
        yield Line(collection.name, "index", name, state_of(index, existing))
    for name in sorted(existing.keys() - wanted.keys() - {"_id_", LIFETIME_BY_HAND}):
        yield Line(collection.name, "index", name, State.UNDECLARED)


def wanted_indexes(collection: Collection) -> dict[str, IndexModel]:
    models = [IndexModel(_keys(index), name=index.name, unique=index.unique) for index in collection.all_indexes]
    models.append(IndexModel([("named", ASCENDING)], name="named"))
    if collection.lifetime is not None:
        seconds = int(collection.lifetime.total_seconds())
        models.append(IndexModel([(TIME, ASCENDING)], name=LIFETIME, expireAfterSeconds=seconds))
    return {model.document["name"]: model for model in models}


def state_of(wanted: IndexModel, existing: Mapping[str, Described]) -> State:
    there = existing.get(wanted.document["name"])
    if there is not None:
        return State.PRESENT if _essence(there) == _essence(wanted.document) else State.DIFFERENT
    by_hand = wanted.document["name"] == LIFETIME and LIFETIME_BY_HAND in existing
    return State.UNSUPPORTED if by_hand else State.MISSING


def new_lifetime(wanted: IndexModel) -> Described:
    """The part of collMod that changes a lifetime where it is; making the index anew would take long."""
    return {name: wanted.document[name] for name in ("name", "expireAfterSeconds")}


def _create(place: Place[Document], wanted: IndexModel) -> None:
    try:
        place.create_indexes([wanted])
    except OperationFailure as error:
        if error.code != NOT_IMPLEMENTED or wanted.document["name"] != LIFETIME:
            raise
        place.create_indexes([IndexModel([(TIME, ASCENDING)], name=LIFETIME_BY_HAND)])


def _keys(index: Index) -> list[tuple[str, int]]:
    keys = [("_id", DESCENDING) if name == TIME else (name, ASCENDING) for name in index.fields]
    return [*keys, ("span", ASCENDING)] if index.unique else keys


def _essence(described: Described) -> tuple[Any, ...]:
    """What decides how an index behaves; servers add details of their own."""
    keys = [(name, int(direction)) for name, direction in described["key"].items()]
    return keys, bool(described.get("unique")), described.get("expireAfterSeconds")
