"""Events with a cast: Ada speaks, Bob is spoken to, Mo moderates; all in one room unless told otherwise."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from roastlive.lib.eventstore import Event, id_at
from roastlive.lib.ids import uuid7

ROOM, OTHER_ROOM = UUID(int=0xA << 64), UUID(int=0xB << 64)
ADA, BOB, MO = UUID(int=0xADA << 64), UUID(int=0xB0B << 64), UUID(int=0x30 << 64)


def word(text: Any = "hello", *, at: datetime | None = None, body: Any = None, **values: Any) -> Event:
    said = {"room_id": ROOM, "speaker_id": ADA, "speaker_name": "Ada", "role": "viewer", "text": text, **values}
    return Event(said, {} if body is None else body, id_at(at) if at else uuid7())


def visit(page: str = "/", *, at: datetime | None = None, visitor_id: UUID = ADA) -> Event:
    return Event({"visitor_id": visitor_id, "page": page}, id=id_at(at) if at else uuid7())


def words(number: int, **values: Any) -> list[Event]:
    """Oldest first."""
    return [word(f"word {n}", **values) for n in range(number)]


def texts(events: Any) -> list[str]:
    return [event["text"] for event in events]
