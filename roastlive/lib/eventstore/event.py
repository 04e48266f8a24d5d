"""An event: what happened, under an id that says when."""

from __future__ import annotations

import os
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from roastlive.lib.ids import first_id_at, time_of, uuid7

Json = str | int | float | bool | None | Sequence["Json"] | Mapping[str, "Json"]
Value = uuid.UUID | str | int | bool | datetime | list[uuid.UUID] | tuple[uuid.UUID, ...] | None

# The bits of a UUIDv7 that hold neither time nor version nor variant.
_FREE_BITS = (0xFFF << 64) | ((1 << 62) - 1)


def id_at(moment: datetime) -> uuid.UUID:
    """A new id for something that happened at `moment`, told only now."""
    return uuid.UUID(int=first_id_at(moment).int | int.from_bytes(os.urandom(16), "big") & _FREE_BITS)


@dataclass(frozen=True)
class Event:
    """Declared fields in `values`, whatever else there is in `body`. The time is the id's, so the two always agree."""

    values: Mapping[str, Value]
    body: Mapping[str, Json] = field(default_factory=dict)
    id: uuid.UUID = field(default_factory=uuid7)

    @property
    def time(self) -> datetime:
        """When it happened, to the millisecond."""
        return time_of(self.id)

    def __getitem__(self, name: str) -> Value:
        return self.values[name]
