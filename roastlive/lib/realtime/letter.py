"""What travels over the bus: everything that one process tells one room at a time."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from roastlive.lib.realtime.kind import RoomKind
from roastlive.lib.realtime.parts import Parts
from roastlive.lib.realtime.visitor import Visitor
from roastlive.lib.realtime.wire import encode

# The tail bridges the moments until a write-behind store has what the room has seen; it is no history.
TAIL_PUBLICATIONS = 200
TAIL_SECONDS = 30

Command = tuple[Any, ...]


@dataclass(frozen=True, kw_only=True)
class Bye:
    """Who has to leave, and why. Nobody named means everybody."""

    code: str
    close_code: int
    person: str | None = None
    session: str | None = None
    other_than: str | None = None

    def concerns(self, visitor: Visitor) -> bool:
        if self.person is not None and visitor.person != self.person:
            return False
        if self.session is not None and visitor.session != self.session:
            return False
        return self.other_than is None or visitor.session != self.other_than


@dataclass
class Letter:
    """Parts come first, then whether the room must read itself again, then who has to leave."""

    parts: Parts = field(default_factory=dict)
    refresh: bool = False
    byes: list[Bye] = field(default_factory=list)

    def encode(self) -> bytes:
        content: dict[str, Any] = {}
        if self.parts:
            content["parts"] = self.parts
        if self.refresh:
            content["refresh"] = True
        if self.byes:
            content["byes"] = [asdict(bye) for bye in self.byes]
        return encode(content)

    @classmethod
    def decode(cls, payload: bytes) -> Letter:
        content = json.loads(payload)
        byes = [Bye(**bye) for bye in content.get("byes", ())]
        return cls(parts=content.get("parts", {}), refresh=content.get("refresh", False), byes=byes)


def commands(kind: RoomKind, key: str, letter: Letter) -> list[Command]:
    """What Redis is told. The tail comes before the publication: who subscribes in between finds it there."""
    found: list[Command] = []
    kept = kind.kept(letter.parts)
    if kept:
        tail = kind.tail(key)
        found.append(("RPUSH", tail, encode({"at": time.time(), "parts": kept})))
        found.append(("LTRIM", tail, -TAIL_PUBLICATIONS, -1))
        found.append(("EXPIRE", tail, TAIL_SECONDS))
    found.append(("PUBLISH", kind.channel(key), letter.encode()))
    return found


def recent(entries: Iterable[bytes | str]) -> list[Parts]:
    """The publications in a tail that may not be in any store yet, oldest first."""
    since = time.time() - TAIL_SECONDS
    opened = [json.loads(entry) for entry in entries]
    return [entry["parts"] for entry in opened if entry["at"] >= since]
