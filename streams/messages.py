"""What a page may say in the room of a stream. Server and tests share these; docs/websocket.md describes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar
from uuid import UUID

from roastlive.lib.realtime import Message, OneOf, Text, Whole
from streams.models.chat import LINE_LONGEST
from streams.models.reactions import KINDS

REACTIONS_AT_ONCE = 20
# A timeout lasts from a second to two weeks.
LONGEST_TIMEOUT = 14 * 24 * 3600


@dataclass(frozen=True)
class Chat(Message):
    """A line. `key` is the page's own name for it: said again under the same key, it is the same line."""

    t: ClassVar[str] = "chat"
    text: Annotated[str, Text(LINE_LONGEST)]
    reply: UUID | None = None
    key: UUID | None = None


@dataclass(frozen=True)
class React(Message):
    t: ClassVar[str] = "react"
    kind: Annotated[str, OneOf(*KINDS)]
    n: Annotated[int, Whole(1, REACTIONS_AT_ONCE)] = 1


@dataclass(frozen=True)
class Remove(Message):
    t: ClassVar[str] = "remove"
    message: UUID


@dataclass(frozen=True)
class Timeout(Message):
    t: ClassVar[str] = "timeout"
    person: UUID
    seconds: Annotated[int, Whole(1, LONGEST_TIMEOUT)]
    reason: Annotated[str, Text(300, least=0)] = ""


@dataclass(frozen=True)
class Ban(Message):
    t: ClassVar[str] = "ban"
    person: UUID
    reason: Annotated[str, Text(300, least=0)] = ""


@dataclass(frozen=True)
class Unban(Message):
    t: ClassVar[str] = "unban"
    person: UUID


@dataclass(frozen=True)
class Pin(Message):
    """Nothing takes the pin off."""

    t: ClassVar[str] = "pin"
    message: UUID | None = None


@dataclass(frozen=True)
class Held(Message):
    t: ClassVar[str] = "held"
    held: UUID
    approve: bool


@dataclass(frozen=True)
class AnswerUnban(Message):
    """Somebody who was shut out asked to come back."""

    t: ClassVar[str] = "unban_answer"
    request: UUID
    grant: bool


@dataclass(frozen=True)
class Mode(Message):
    t: ClassVar[str] = "mode"
    name: Annotated[str, OneOf("slow", "followers", "follow_age", "subscribers", "emotes", "unique", "delay")]
    # Seconds, minutes, or 1 and 0 for what is on or off.
    value: Annotated[int, Whole(0, 90 * 24 * 60)]


@dataclass(frozen=True)
class Shield(Message):
    t: ClassVar[str] = "shield"
    on: bool


@dataclass(frozen=True)
class ChipIn(Message):
    """Tokens for a goal. The same key is the same wish."""

    t: ClassVar[str] = "goal"
    goal: UUID
    amount: Annotated[int, Whole(1, 1_000_000)]
    key: Annotated[str, Text(128, least=8)]


@dataclass(frozen=True)
class Vote(Message):
    t: ClassVar[str] = "vote"
    poll: UUID
    choice: UUID
