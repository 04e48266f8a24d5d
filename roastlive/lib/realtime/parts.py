"""What a room's frames are made of. A part says how two things that happened become one, and what of it a newcomer sees."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any

# What happened in a room, by the name of the part: {"chat": [{...}], "viewers": 12}.
Parts = dict[str, Any]


class Part(ABC):
    """`merge` joins what happened since the last frame; `fold` brings a snapshot up to date."""

    # Whether the last publications are remembered in Redis, for what reaches the room before it reaches its store.
    kept = False

    @abstractmethod
    def merge(self, pending: Parts, name: str, value: Any) -> bool:
        """Add `value` to what waits for the next frame; False if something had to be left out."""

    @abstractmethod
    def fold(self, state: Parts, name: str, value: Any) -> None:
        """Change `state`, which a newcomer will get, by what happened after it was read."""


class Append(Part):
    """A list that grows: messages, gifts. Items are mappings whose `id` is unique and sorts by age (UUIDv7).

    A newcomer gets the last `shown` of them, each once; 0 means that the past is nobody's business. With `kept`, the last
    publications also wait in Redis, so that an item is seen by newcomers before it is in the store that snapshots read.
    """

    def __init__(self, *, shown: int = 0, kept: bool = False, most: int = 1000) -> None:
        if kept and not shown:
            raise ValueError("What is kept must also be shown.")
        self.shown = shown
        self.kept = kept
        self.most = most

    def merge(self, pending: Parts, name: str, value: Any) -> bool:
        items = pending.setdefault(name, [])
        items.extend(value)
        excess = len(items) - self.most
        if excess > 0:
            del items[:excess]
        return excess <= 0

    def fold(self, state: Parts, name: str, value: Any) -> None:
        if not self.shown:
            return
        by_id = {item["id"]: item for item in (*state.get(name, ()), *value)}
        state[name] = [by_id[key] for key in sorted(by_id)][-self.shown :]


class Removes(Part):
    """Ids of items that are gone from the list named `target`, for those who have them already."""

    def __init__(self, target: str, *, most: int = 1000) -> None:
        self.target = target
        self.most = most

    def merge(self, pending: Parts, name: str, value: Any) -> bool:
        self._take_away(pending, value)
        gone = pending.setdefault(name, [])
        gone.extend(key for key in value if key not in gone)
        excess = len(gone) - self.most
        if excess > 0:
            del gone[:excess]
        return excess <= 0

    def restore(self, pending: Parts, name: str, keys: Iterable[Any]) -> None:
        """Items that come back in the same frame must not be taken away by it."""
        if name in pending:
            back = set(keys)
            pending[name] = [key for key in pending[name] if key not in back]

    def fold(self, state: Parts, name: str, value: Any) -> None:
        self._take_away(state, value)

    def _take_away(self, parts: Parts, keys: Iterable[Any]) -> None:
        if self.target in parts:
            gone = set(keys)
            parts[self.target] = [item for item in parts[self.target] if item["id"] not in gone]


class Latest(Part):
    """A value of which only the newest counts: a meter, a score, the number of viewers.

    Where several processes write, two publications may overtake each other: then the value is a mapping, and `version`
    names its field that grows with each change; an older one is ignored.
    """

    def __init__(self, *, version: str = "") -> None:
        self.version = version

    def merge(self, pending: Parts, name: str, value: Any) -> bool:
        self.fold(pending, name, value)
        return True

    def fold(self, state: Parts, name: str, value: Any) -> None:
        known = state.get(name)
        if self.version and known is not None and known[self.version] > value[self.version]:
            return
        state[name] = value


class Sum(Part):
    """Counts by kind of what happened since the last frame: reactions. Never part of a snapshot; totals are a `Latest`."""

    def merge(self, pending: Parts, name: str, value: Mapping[str, int]) -> bool:
        counts = pending.setdefault(name, {})
        for kind, number in value.items():
            counts[kind] = counts.get(kind, 0) + number
        return True

    def fold(self, state: Parts, name: str, value: Any) -> None:
        return
