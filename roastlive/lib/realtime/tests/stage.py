"""A room for tests, with a part of every kind, and the socket of its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from roastlive.lib.access import public, signed_in
from roastlive.lib.errors import Conflict, NotFound
from roastlive.lib.ids import uuid7
from roastlive.lib.realtime import (
    Append,
    Latest,
    Message,
    Rate,
    Removes,
    RoomConsumer,
    RoomKind,
    Sum,
    Text,
    Whole,
    publish_now,
    receives,
)

OFTEN = Rate(10_000, 1)

# What snapshots read, by room; the store of these tests.
stored: dict[str, dict[str, Any]] = {}


async def read_stage(key: str) -> dict[str, Any]:
    return dict(stored.get(key, {"title": "an empty stage"}))


stage = RoomKind(
    "stage",
    parts={
        "chat": Append(shown=50, kept=True),
        "removed": Removes("chat"),
        "gifts": Append(),
        "react": Sum(),
        "meter": Latest(),
        "score": Latest(version="v"),
    },
    snapshot=read_stage,
)


@dataclass(frozen=True)
class Say(Message):
    t: ClassVar[str] = "say"
    text: Annotated[str, Text(2000)]


@dataclass(frozen=True)
class React(Message):
    t: ClassVar[str] = "react"
    n: Annotated[int, Whole(1, 10)] = 1


@dataclass(frozen=True)
class Refuse(Message):
    t: ClassVar[str] = "refuse"


@dataclass(frozen=True)
class Break(Message):
    t: ClassVar[str] = "break"


@dataclass(frozen=True)
class Boast(Message):
    t: ClassVar[str] = "boast"


class StageSocket(RoomConsumer):
    kind = stage
    access = public

    async def admit(self) -> str:
        key = self.scope["url_route"]["kwargs"]["key"]
        if key == "nowhere":
            raise NotFound
        return str(key)

    @receives(Say, access=public, rate=OFTEN)
    async def say(self, message: Say) -> dict[str, Any]:
        item = {"id": str(uuid7()), "text": message.text}
        publish_now(stage, self.key, chat=[item])
        return {"message": item["id"]}

    @receives(React, access=public, rate=Rate(2, 60))
    async def react(self, message: React) -> None:
        publish_now(stage, self.key, react={"clap": message.n})

    @receives(Refuse, access=public, rate=OFTEN)
    async def refuse(self, message: Refuse) -> None:
        raise Conflict(errors={"n": ["taken"]})

    @receives(Break, access=public, rate=OFTEN)
    async def break_down(self, message: Break) -> None:
        raise ZeroDivisionError

    @receives(Boast, access=signed_in, rate=OFTEN)
    async def boast(self, message: Boast) -> None:
        return None
