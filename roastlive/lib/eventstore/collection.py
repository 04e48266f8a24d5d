"""How an app describes what it wants kept: a collection, its fields, indexes and lifetime."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from functools import cached_property

from roastlive.lib.eventstore.errors import CollectionInvalid
from roastlive.lib.partitions.calendar import Span

# In an index: newest first. Ids begin with the time, so the backends index the id.
TIME = "time"

# What every event has, whatever its collection.
OWN_NAMES = frozenset({"id", "_id", TIME, "body", "named", "span"})
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
# MongoDB counts a lifetime in 32 bits of seconds.
LONGEST_LIFETIME = timedelta(days=365 * 60)


class Kind(StrEnum):
    """What a field holds. Amounts are whole numbers, so there is none for fractions."""

    UUID = "uuid"
    UUIDS = "uuids"
    TEXT = "text"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    TIME = "time"


class Person(StrEnum):
    """How a field names a person."""

    AUTHOR = "author"  # the event is theirs: they wrote it, did it, or it happened to them
    NAMED = "named"  # somebody else's event mentions them


class Erasure(StrEnum):
    """What becomes of an event when its author is erased."""

    DELETE = "delete"
    BLANK = "blank"  # it goes on to be counted, with nobody as its author and nothing in it


@dataclass(frozen=True)
class Field:
    """A typed field. `stays`: kept when the author is erased. `changeable`: may be marked once the event is written."""

    name: str
    kind: Kind
    required: bool = False
    person: Person | None = None
    stays: bool = False
    changeable: bool = False
    # Characters of a text, items of a list.
    max_length: int = 200


@dataclass(frozen=True)
class Index:
    """Fields in the order they are searched by; `TIME` may end it. Every collection has its key and `TIME` already."""

    fields: tuple[str, ...]
    unique: bool = False

    @property
    def name(self) -> str:
        return "_".join(self.fields) + ("_once" if self.unique else "")


@dataclass(frozen=True)
class Collection:
    """Events of one kind: appended, read newest first by key, expired. `lifetime=None` keeps them for good."""

    name: str
    key: str
    fields: tuple[Field, ...]
    lifetime: timedelta | None
    indexes: tuple[Index, ...] = ()
    erasure: Erasure = Erasure.DELETE
    span: Span = Span.MONTH
    body_bytes: int = 8192
    _by_name: dict[str, Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {each.name: each for each in self.fields})
        for complaint in self._complaints():
            raise CollectionInvalid(f"{self.name}: {complaint}")

    def __hash__(self) -> int:
        return hash(self.name)

    def field(self, name: str) -> Field | None:
        return self._by_name.get(name)

    @cached_property
    def all_indexes(self) -> tuple[Index, ...]:
        """Declared ones and the one that reads a page; the primary key serves `TIME` alone."""
        wanted = (Index((self.key, TIME)), *self.indexes)
        return tuple(dict.fromkeys(index for index in wanted if index.fields != (TIME,)))

    @property
    def unique_indexes(self) -> tuple[Index, ...]:
        return tuple(index for index in self.all_indexes if index.unique)

    @property
    def plain_indexes(self) -> tuple[Index, ...]:
        return tuple(index for index in self.all_indexes if not index.unique)

    def outlives_author(self, each: Field) -> bool:
        """Whether erasing an event's author leaves this field as it is."""
        return each.name == self.key or each.stays

    def _complaints(self) -> list[str]:
        names = [self.name, *(each.name for each in self.fields)]
        found = [f"{name!r} is no name" for name in names if not NAME.fullmatch(name)]
        found += [f"{each.name!r} is a name of the store's own" for each in self.fields if each.name in OWN_NAMES]
        if len(self._by_name) != len(self.fields):
            found.append("two fields have the same name")
        if self.lifetime is not None and not timedelta(hours=1) <= self.lifetime <= LONGEST_LIFETIME:
            found.append("its lifetime is too short or too long")
        return found + self._complaints_about_key() + [words for index in self.indexes for words in self._about(index)]

    def _complaints_about_key(self) -> list[str]:
        key = self.field(self.key)
        if key is None or not key.required or key.changeable or key.kind not in (Kind.UUID, Kind.TEXT):
            return ["its key must be a required UUID or text field that never changes"]
        # A MongoDB that is sharded by the key cannot change it, so such events can only be deleted.
        if key.person and (key.person is not Person.AUTHOR or self.erasure is not Erasure.DELETE):
            return ["a key that names a person must name the author, and its events be deleted with them"]
        return []

    def _about(self, index: Index) -> list[str]:
        searched = index.fields[:-1] if index.fields[-1:] == (TIME,) else index.fields
        fields = [self.field(name) for name in searched]
        if not index.fields or None in fields:
            return [f"index {index.name!r} names a field it does not have"]
        if not index.unique:
            return []
        if TIME in index.fields:
            return [f"index {index.name!r} cannot be unique: no two events have the same id"]
        # Blanking makes equals of what was different; two missing values are equal to one backend, not to the other.
        fixed = all(each and each.required and not each.changeable for each in fields)
        blanked = self.erasure is Erasure.BLANK and not all(
            each and self.outlives_author(each) and not each.person for each in fields
        )
        if not fixed or blanked:
            return [f"the fields of unique index {index.name!r} must be required, never change, and outlive the author"]
        return []
