"""The least that a server can do: asyncio on uvloop, one ready frame, one write a socket.

`python -m benchmarks.rooms.bare PORT`
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import struct
import sys
from typing import cast

import uvloop

MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT = 1

room: set[asyncio.Transport] = set()


def frame(payload: bytes) -> bytes:
    size = len(payload)
    head = bytes((0x81, size)) if size < 126 else struct.pack("!BBH", 0x81, 126, size)
    return head + payload


def tell_everybody(text: bytes) -> None:
    ready = frame(json.dumps(json.loads(text), separators=(",", ":")).encode())
    for transport in room:
        transport.write(ready)


class Peer(asyncio.Protocol):
    """Just enough of RFC 6455 for the load client, which masks with zeros and never fragments."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.buffer = b""
        self.is_open = False

    def connection_lost(self, exc: Exception | None) -> None:
        room.discard(self.transport)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.is_open and not self.shake_hands():
            return
        while len(self.buffer) >= 6:
            size, start = self.buffer[1] & 127, 6
            if size == 126:
                size, start = int.from_bytes(self.buffer[2:4], "big"), 8
            if len(self.buffer) < start + size:
                return
            if self.buffer[0] & 15 == TEXT:
                tell_everybody(self.buffer[start : start + size])
            self.buffer = self.buffer[start + size :]

    def shake_hands(self) -> bool:
        head, end, rest = self.buffer.partition(b"\r\n\r\n")
        if not end:
            return False
        key = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"sec-websocket-key:"))
        accept = base64.b64encode(hashlib.sha1(key.partition(b":")[2].strip() + MAGIC).digest())  # noqa: S324 - RFC 6455
        self.transport.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
        )
        self.buffer, self.is_open = rest, True
        room.add(self.transport)
        return True


async def main(port: int) -> None:
    await asyncio.get_running_loop().create_server(Peer, "127.0.0.1", port, backlog=4096)
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
