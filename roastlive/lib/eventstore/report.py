"""What a store says about itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    PRESENT = "present"
    MISSING = "missing"
    DIFFERENT = "different"  # there, but not as declared
    UNSUPPORTED = "unsupported"  # the server cannot; the store makes do without
    UNDECLARED = "undeclared"  # there, and nobody asks for it


@dataclass(frozen=True)
class Line:
    """One thing that is there, or should be."""

    collection: str
    what: str  # table, column, index, partition, collection
    name: str
    state: State

    @property
    def lacking(self) -> bool:
        return self.state in (State.MISSING, State.DIFFERENT)


@dataclass(frozen=True)
class Expired:
    """What was removed because it outlived its lifetime."""

    collection: str
    what: str
    events: int
