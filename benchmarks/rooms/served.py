"""The measured applications: our room with and without tick, and what Channels' tutorial teaches."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

import django
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path

django.setup()

from roastlive.lib.access import public  # noqa: E402
from roastlive.lib.ids import uuid7  # noqa: E402
from roastlive.lib.realtime import (  # noqa: E402
    Append,
    Message,
    Rate,
    RoomConsumer,
    RoomKind,
    Text,
    publish_now,
    receives,
)
from roastlive.lib.realtime.lifespan import lifespan  # noqa: E402
from roastlive.lib.realtime.wire import Frame  # noqa: E402
from roastlive.lib.realtime.writers import UvicornWriter  # noqa: E402

SAY_RATE = Rate(100_000, 1)
# All servers share one bus, and must not hear each other.
ROOM = os.environ["BENCH_ROOM"]


@dataclass(frozen=True)
class Say(Message):
    t: ClassVar[str] = "say"
    text: Annotated[str, Text(500)]


ticking = RoomKind("bench_tick", parts={"chat": Append(shown=50, kept=True)})
at_once = RoomKind("bench_once", parts={"chat": Append(shown=50, kept=True)}, tick=0)


class TickingRoom(RoomConsumer):
    kind = ticking
    access = public

    async def admit(self) -> str:
        return ROOM

    @receives(Say, access=public, rate=SAY_RATE)
    async def say(self, message: Say) -> None:
        publish_now(self.kind, ROOM, chat=[{"id": uuid7().hex, "text": message.text}])


class RoomAtOnce(TickingRoom):
    kind = at_once


class Naive(AsyncJsonWebsocketConsumer):
    """A group, `group_send` for each message, and JSON for each socket."""

    async def connect(self) -> None:
        await self.channel_layer.group_add(ROOM, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(ROOM, self.channel_name)

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        item = {"id": uuid7().hex, "text": content["text"]}
        await self.channel_layer.group_send(ROOM, {"type": "chat.message", "message": item})

    async def chat_message(self, event: dict[str, Any]) -> None:
        await self.send_json(event["message"])


def lose_some() -> None:
    """The broken variant: every 500th delivery does not happen. The count at the client must notice."""
    fan_out, deliveries = UvicornWriter.fan_out, iter(range(1 << 62))

    def forgetful(targets: Iterable[Any], frame: Frame, most: int) -> list[Any]:
        return fan_out([target for target in targets if next(deliveries) % 500 != 499], frame, most)

    UvicornWriter.fan_out = staticmethod(forgetful)  # type: ignore[method-assign]


if os.environ.get("BENCH_BREAK") == "drop":
    lose_some()

application = ProtocolTypeRouter(
    {
        "lifespan": lifespan,
        "websocket": URLRouter(
            [
                path(name, consumer.as_asgi())
                for name, consumer in {"tick/": TickingRoom, "once/": RoomAtOnce, "naive/": Naive}.items()
            ]
        ),
    }
)

# As roastlive.asgi does.
gc.collect()
gc.freeze()
