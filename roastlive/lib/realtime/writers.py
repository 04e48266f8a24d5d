"""How ready bytes reach sockets: beneath the ASGI `send` where the server is known, through `send` where it is not.

ASGI sends one message to one socket, which encodes and frames the same text again for each. A writer takes a `Frame`
that was encoded once, and `fan_out` takes one for many sockets. For the servers below they use what these stand on:

- uvicorn (`--ws auto` or `websockets-sansio`): the asyncio transport of the protocol whose bound method `send` is.
- Daphne: the Autobahn protocol inside the `partial` that `send` is, with Autobahn's prepared messages.
- any other server: `await send()`, one message after another, from a queue with a bound.

A writer is made after the handshake, so nothing is written before it. Before each write the server's own state is asked
whether the connection is closing, whoever closes it; and a writer that was told to close takes nothing more.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Any

import structlog

from roastlive.lib.realtime.wire import Frame

Send = Callable[[dict[str, Any]], Awaitable[None]]

# The system may hold back this much for a socket that does not read, beside what we hold back ourselves.
SYSTEM_BUFFER = 64 * 1024
RESET_ON_CLOSE = struct.pack("ii", 1, 0)

log = structlog.get_logger("realtime")


class Writer(ABC):
    """One socket. Nothing here waits."""

    # What `fan_out` takes in place of the writer: as little as possible, for it is touched at each delivery.
    target: Any

    def __init__(self, send: Send, most: int) -> None:
        self._send = send
        self._most = most
        self._closing: asyncio.Task[None] | None = None

    @staticmethod
    @abstractmethod
    def fan_out(targets: Iterable[Any], frame: Frame, most: int) -> list[Any]:
        """Hand a frame to all; those more than `most` bytes behind take nothing and are returned."""

    @abstractmethod
    def backlog(self) -> int:
        """Bytes that were handed over and that the system has not taken yet."""

    @abstractmethod
    def abort(self) -> None:
        """End the connection now; what was not sent yet is dropped."""

    def write(self, frame: Frame) -> bool:
        """Hand over one frame; False if the socket is too far behind."""
        return self._closing is not None or not self.fan_out((self.target,), frame, self._most)

    def close(self, code: int) -> None:
        """A close frame after all that was written so far, and nothing after it."""
        if self._closing is None:
            self._closing = asyncio.ensure_future(self._close(code))

    async def _close(self, code: int) -> None:
        try:
            await self._send({"type": "websocket.close", "code": code})
        except (OSError, RuntimeError) as error:
            # The other side was quicker; each server has its own words for that.
            log.debug("socket.closed_already", error=repr(error))


class UvicornWriter(Writer):
    """For `uvicorn.protocols.websockets.websockets_sansio_impl.WebSocketsSansIOProtocol`."""

    def __init__(self, send: Send, most: int) -> None:
        super().__init__(send, most)
        self.target = send.__self__.transport  # type: ignore[attr-defined]
        self._connection: socket.socket = self.target.get_extra_info("socket")
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SYSTEM_BUFFER)

    @staticmethod
    def fits(send: Send) -> bool:
        protocol: Any = getattr(send, "__self__", None)
        if type(protocol).__module__ != "uvicorn.protocols.websockets.websockets_sansio_impl":
            return False
        needed = ("write", "abort", "is_closing", "get_write_buffer_size", "get_extra_info")
        transport = getattr(protocol, "transport", None)
        return getattr(protocol, "handshake_complete", False) and all(hasattr(transport, name) for name in needed)

    @staticmethod
    def fan_out(targets: Iterable[asyncio.Transport], frame: Frame, most: int) -> list[asyncio.Transport]:
        wire = frame.wire
        behind = []
        for transport in targets:
            if transport.is_closing():
                continue
            if transport.get_write_buffer_size() > most:
                behind.append(transport)
            else:
                transport.write(wire)
        return behind

    def backlog(self) -> int:
        return int(self.target.get_write_buffer_size())

    def abort(self) -> None:
        # Otherwise the system would go on offering what it holds to a client that takes nothing.
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        self.target.abort()


class DaphneWriter(Writer):
    """For `daphne.ws_protocol.WebSocketProtocol`. Twisted tells producers when its buffer is full, not how full it is."""

    def __init__(self, send: Send, most: int) -> None:
        super().__init__(send, most)
        self.target = self
        self._protocol = send.args[0]  # type: ignore[attr-defined]
        self._open = self._protocol.STATE_OPEN
        self._full = False
        self._since_full = 0
        transport = self._protocol.transport
        transport.getHandle().setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SYSTEM_BUFFER)
        # The HTTP channel that began the connection is still its producer, and has nothing left to produce.
        transport.unregisterProducer()
        transport.registerProducer(self, True)

    @staticmethod
    def fits(send: Send) -> bool:
        protocol: Any = send.args[0] if isinstance(send, partial) and send.args else None
        if type(protocol).__module__ != "daphne.ws_protocol":
            return False
        needed = ("transport", "factory", "state", "STATE_OPEN", "sendPreparedMessage")
        return all(hasattr(protocol, name) for name in needed)

    @staticmethod
    def fan_out(targets: Iterable[DaphneWriter], frame: Frame, most: int) -> list[DaphneWriter]:
        behind = []
        for writer in targets:
            if writer._full:
                if writer._since_full > most:
                    behind.append(writer)
                    continue
                writer._since_full += len(frame.wire)
            protocol = writer._protocol
            if protocol.state == writer._open:
                if frame.prepared is None:
                    frame.prepared = protocol.factory.prepareMessage(frame.payload, isBinary=False, doNotCompress=True)
                protocol.sendPreparedMessage(frame.prepared)
        return behind

    def backlog(self) -> int:
        return max(1, self._since_full) if self._full else 0

    def abort(self) -> None:
        self._protocol.transport.abortConnection()

    def pauseProducing(self) -> None:  # noqa: N802 - Twisted's names
        self._full = True

    def resumeProducing(self) -> None:  # noqa: N802
        self._full = False
        self._since_full = 0

    def stopProducing(self) -> None:  # noqa: N802
        self._full = False


class SendWriter(Writer):
    """For any ASGI server: the same frames, one `await send()` each."""

    def __init__(self, send: Send, most: int) -> None:
        super().__init__(send, most)
        self.target = self
        self._queue: deque[Frame] = deque()
        self._held = 0
        self._sending: asyncio.Task[None] | None = None
        self._gone = False

    @staticmethod
    def fan_out(targets: Iterable[SendWriter], frame: Frame, most: int) -> list[SendWriter]:
        behind = []
        for writer in targets:
            if writer._gone:
                continue
            if writer._held > most:
                behind.append(writer)
            else:
                writer._queue.append(frame)
                writer._held += len(frame.payload)
                if writer._sending is None:
                    writer._sending = asyncio.ensure_future(writer._send_all())
        return behind

    def backlog(self) -> int:
        return self._held

    def abort(self) -> None:
        """ASGI knows no abort: stop sending, and ask for a close that the server may have to give up on."""
        self._gone = True
        self._queue.clear()
        if self._sending is not None:
            self._sending.cancel()
        self.close(1013)

    async def _send_all(self) -> None:
        try:
            while self._queue:
                frame = self._queue.popleft()
                await self._send({"type": "websocket.send", "text": frame.text})
                self._held -= len(frame.payload)
        except (OSError, RuntimeError) as error:
            log.debug("socket.gone", error=repr(error))
            self._gone = True
        finally:
            self._sending = None

    async def _close(self, code: int) -> None:
        if self._sending is not None:
            await asyncio.wait([self._sending])
        await super()._close(code)


NATIVE: tuple[type[UvicornWriter] | type[DaphneWriter], ...] = (UvicornWriter, DaphneWriter)


def writer_for(send: Send, *, most: int) -> Writer:
    """The quickest writer for the server behind `send`, which has accepted the socket already."""
    for writer in NATIVE:
        if writer.fits(send):
            return writer(send, most)
    return SendWriter(send, most)
