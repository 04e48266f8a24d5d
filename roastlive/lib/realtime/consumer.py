"""The ASGI application behind each websocket: who comes in, what they say, what they are answered.

    class StreamSocket(RoomConsumer):
        kind = stream_room
        access = public

        async def admit(self) -> str:
            ...                                             # the room's key, or a DomainError

        @receives(Say, access=signed_in, rate=Rate(20, 30))
        async def say(self, message: Say) -> dict[str, Any]:
            ...                                             # what the acknowledgement says beside the id

A consumer without a policy, or a message without policy and rate, is no class: Python refuses it when it is imported.
Policies are those of `roastlive.lib.access`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

import structlog
from django.utils import translation

from roastlive.lib.access import Policy, public
from roastlive.lib.addresses import household_of
from roastlive.lib.errors import Description, Forbidden, Limited, NotFound, NotSignedIn, describe, socket_error
from roastlive.lib.realtime import wire
from roastlive.lib.realtime.errors import TooManyErrors, UnknownType, close_code_of
from roastlive.lib.realtime.hub import Hub
from roastlive.lib.realtime.kind import RoomKind
from roastlive.lib.realtime.messages import Message, Text, readers_of, reference_of
from roastlive.lib.realtime.metrics import ERRORS, RECEIVED, REFUSED
from roastlive.lib.realtime.person import person_room
from roastlive.lib.realtime.rates import Bucket, Rate
from roastlive.lib.realtime.sessions import visitor_of
from roastlive.lib.realtime.socket import LiveSocket
from roastlive.lib.realtime.visitor import Visitor
from roastlive.lib.realtime.writers import Send, writer_for

Receive = Callable[[], Awaitable[dict[str, Any]]]
Answer = Mapping[str, Any] | None
Handler = Callable[[Any, Any], Awaitable[Answer]]

log = structlog.get_logger("realtime")


@dataclass(frozen=True)
class Receiver:
    """What happens with one kind of message: who may send it, how often, and who handles it."""

    message: type[Message]
    access: Policy
    rate: Rate
    handler: Handler


def receives(message: type[Message], *, access: Policy, rate: Rate) -> Callable[[Handler], Handler]:
    """Marks the method that handles a kind of message. Policy and rate are part of every message's declaration."""
    if not isinstance(access, Policy) or not isinstance(rate, Rate):
        raise TypeError(f"{message.__qualname__} needs a policy and a rate.")
    readers_of(message)

    def mark(handler: Handler) -> Handler:
        handler.receives = Receiver(message, access, rate, handler)  # type: ignore[attr-defined]
        return handler

    return mark


def require(policy: Policy, visitor: Visitor) -> None:
    """Raises for whom the policy does not let in, and says whether logging in would help."""
    if not policy.allows(visitor.user):
        raise Forbidden if visitor.user.is_authenticated else NotSignedIn


@dataclass(frozen=True)
class Ping(Message):
    """Is the other side there?"""

    t: ClassVar[str] = "ping"


@dataclass(frozen=True)
class AskSnapshot(Message):
    """The client saw a gap in the numbers, of the page's room or of the room that names itself in its frames."""

    t: ClassVar[str] = "snapshot"
    room: Annotated[str, Text(20, least=0)] = ""


class RoomConsumer:
    """One socket: in the room of its page, if it has one, and in the room of its person, if that is known."""

    kind: ClassVar[RoomKind | None] = None
    access: ClassVar[Policy]
    receivers: ClassVar[dict[str, Receiver]]

    hub: Hub
    scope: dict[str, Any]
    visitor: Visitor
    socket: LiveSocket
    key: str | None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not isinstance(getattr(cls, "access", None), Policy):
            raise TypeError(f"{cls.__qualname__} names no policy: say who may open it.")
        cls.receivers = {}
        for name in dir(cls):
            receiver = getattr(getattr(cls, name), "receives", None)
            if isinstance(receiver, Receiver):
                if receiver.message.t in cls.receivers:
                    raise TypeError(f"{cls.__qualname__} receives {receiver.message.t!r} twice.")
                cls.receivers[receiver.message.t] = receiver

    @classmethod
    def as_asgi(cls) -> Any:
        """An ASGI application; typed so that Django's `path`, which thinks of views, takes it."""

        async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
            await cls()(scope, receive, send)

        # For whoever walks the routes.
        application.consumer = cls  # type: ignore[attr-defined]
        return application

    async def admit(self) -> str | None:
        """The key of the room this socket is for; raises a DomainError for those who may not be there.

        Asked again every half minute while the socket is open.
        """
        return None

    async def entered(self) -> None:
        """Called once this socket is in its room; for rooms that count who is there."""

    async def left(self) -> None:
        """Called once for each socket that has entered, however it ended."""

    @receives(Ping, access=public, rate=Rate(10, 10))
    async def pong(self, message: Ping) -> Answer:
        return {"t": "pong"}

    @receives(AskSnapshot, access=public, rate=Rate(4, 10))
    async def snapshot(self, message: AskSnapshot) -> Answer:
        for room in self.socket.rooms:
            if room.kind.head.get("room", "") == message.room:
                room.join(self.socket)
        return None

    # --- From the first to the last event ----------------------------------------------------------------------------
    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        self.scope = scope
        self.hub = Hub.here()
        household = household_of(scope)
        await receive()  # websocket.connect, by which every socket begins
        if not self.hub.doors.open_for(household):
            await send({"type": "websocket.close"})
            return
        try:
            await self._identify_and_serve(receive, send)
        finally:
            self.hub.doors.close_behind(household)

    async def _identify_and_serve(self, receive: Receive, send: Send) -> None:
        try:
            self.visitor = await visitor_of(self.scope)
            require(self.access, self.visitor)
            self.key = await self.admit()
            if self.visitor.person is not None:
                self.hub.doors.greet(self.visitor.person)
        except Exception as error:
            described = describe(error)
            if described is None:
                raise
            await self._turn_away(described, send)
            return
        try:
            await send({"type": "websocket.accept"})
            await self._serve(receive, send)
        finally:
            if self.visitor.person is not None:
                self.hub.doors.see_off(self.visitor.person)

    async def _turn_away(self, error: Description, send: Send) -> None:
        """Accepted only to be told why: a browser shows a page nothing of a handshake that was refused."""
        REFUSED.labels(error.code).inc()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "text": wire.Frame.of({"t": "bye", "code": error.code}).text})
        await send({"type": "websocket.close", "code": close_code_of(error.status)})

    async def _serve(self, receive: Receive, send: Send) -> None:
        writer = writer_for(send, most=self.hub.bounds.backlog_bytes)
        self.socket = LiveSocket(writer, self.visitor, self._readmit)
        self._now = asyncio.get_running_loop().time
        self._flow = self.hub.bounds.messages.bucket(self._now())
        self._patience = self.hub.bounds.errors.bucket(self._now())
        self._buckets: dict[str, Bucket] = {}
        self.hub.welcome(self.socket)
        has_entered = False
        try:
            if self.kind is not None and self.key is not None:
                self.hub.join(self.socket, self.kind, self.key)
            if self.visitor.person is not None:
                self.hub.join(self.socket, person_room, self.visitor.person)
            has_entered = True
            await self.entered()
            while (event := await receive())["type"] == "websocket.receive":
                if not self.socket.dismissed:
                    await self._answer(event)
        finally:
            self.hub.leave(self.socket)
            if has_entered:
                await self.left()

    async def _readmit(self) -> None:
        require(self.access, self.visitor)
        await self.admit()

    # --- One message -------------------------------------------------------------------------------------------------
    async def _answer(self, event: Mapping[str, Any]) -> None:
        reference: str | int | None = None
        try:
            wait = self._flow.take(self._now())
            if wait:
                raise Limited(retry_after=wait)
            value = wire.read(event, self.hub.bounds.frame_bytes)
            reference = reference_of(value)
            answer = await self._handle(value)
        except Exception as error:  # noqa: BLE001 - answered, and logged if it is a fault of ours
            self._explain(error, reference)
            return
        answer = answer or {}
        if reference is not None:
            self.socket.tell({"t": "ack", "id": reference, **answer})
        elif "t" in answer:
            self.socket.tell(answer)

    async def _handle(self, value: Mapping[str, Any]) -> Answer:
        name = value.get("t")
        receiver = self.receivers.get(name) if isinstance(name, str) else None
        if receiver is None:
            raise UnknownType
        RECEIVED.labels(receiver.message.t).inc()
        require(receiver.access, self.visitor)
        message = receiver.message.parse(value)
        bucket = self._buckets.get(receiver.message.t)
        if bucket is None:
            bucket = self._buckets[receiver.message.t] = receiver.rate.bucket(self._now())
        wait = bucket.take(self._now())
        if wait:
            raise Limited(retry_after=wait)
        return await receiver.handler(self, message)

    def _explain(self, error: Exception, reference: str | int | None) -> None:
        """The same answer that a page or the API would give, in the visitor's language; the socket goes on."""
        if describe(error) is None:
            log.error("socket.fault", exc_info=error, person=self.visitor.person)
        with translation.override(self.visitor.language):
            frame = socket_error(error, reference)
        ERRORS.labels(frame["code"]).inc()
        self.socket.tell(frame)
        if self._patience.take(self._now()):
            self.socket.dismiss(TooManyErrors.code, close_code_of(TooManyErrors.status))


class Nowhere(RoomConsumer):
    """Answers every path that has no socket; it goes last in the routing."""

    access = public

    async def admit(self) -> str | None:
        raise NotFound
