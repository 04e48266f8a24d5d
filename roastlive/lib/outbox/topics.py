"""Who handles which topic."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

# About half an hour of trying, with the pauses that `relay` makes.
ATTEMPTS = 10


@dataclass(frozen=True, kw_only=True)
class Message:
    """What a handler gets. `id` stays the same however often it is delivered."""

    id: UUID
    topic: str
    key: str
    payload: dict[str, Any]
    attempt: int


Handler = Callable[[Message], None]


@dataclass(frozen=True)
class Topic:
    name: str
    handler: Handler
    attempts: int


_topics: dict[str, Topic] = {}


def handles(topic: str, *, attempts: int = ATTEMPTS) -> Callable[[Handler], Handler]:
    """Register the one handler of a topic. After `attempts` failures a message is quarantined."""

    def register(handler: Handler) -> Handler:
        known = _topics.get(topic)
        if known is not None and known.handler is not handler:
            raise ValueError(f"The topic {topic} has a handler already.")
        _topics[topic] = Topic(topic, handler, attempts)
        return handler

    return register


def topic_named(name: str) -> Topic | None:
    return _topics.get(name)


def handled_topics() -> list[str]:
    return sorted(_topics)
