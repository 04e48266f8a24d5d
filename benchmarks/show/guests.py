"""People at the other end of sockets: quicker than what they measure, because the same bytes are read once for all."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import time
from collections import defaultdict
from typing import Any, cast

from benchmarks.rooms.load import frame_end, last_frame_end, masked

# Four of these stand for a number: screening takes digits for a telephone.
WORDS = ("mic", "stool", "lamp", "rope", "bell", "hat", "cake", "drum", "kite", "moon")
SAID = re.compile(rb'"text":"line ((?:[a-z]+ ){4})for the crowd"')
ACK = re.compile(rb'"t":"ack","id":(\d+)')
ACCEPTED = re.compile(rb'"accepted":(\d+)')
OPENED_AT_ONCE = 50


def numbered(number: int) -> str:
    return "line " + " ".join(WORDS[int(digit)] for digit in f"{number:04}") + " for the crowd"


def number_of(words: bytes) -> int:
    return int("".join(str(WORDS.index(word)) for word in words.decode().split()))


class Room:
    """Everybody in the room, and what they have heard."""

    def __init__(self, port: int, path: str) -> None:
        self.port, self.path = port, path
        self.guests: list[Guest] = []
        self.said_at: dict[int, float] = {}
        self.acked_at: dict[int, float] = {}
        self.ages: list[float] = []
        self.heard: dict[int, int] = defaultdict(int)
        self.accepted = 0
        self.lost = 0
        self._known = b""
        self._numbers: tuple[int, ...] = ()

    async def enter(self, cookies: list[str | None]) -> None:
        gate = asyncio.Semaphore(OPENED_AT_ONCE)

        async def one(cookie: str | None) -> Guest:
            async with gate:
                loop = asyncio.get_running_loop()
                opened: asyncio.Future[None] = loop.create_future()
                _transport, guest = await loop.create_connection(
                    lambda: Guest(self, cookie, opened), "127.0.0.1", self.port
                )
                await opened
                return guest

        self.guests = list(await asyncio.gather(*(one(cookie) for cookie in cookies)))

    def numbers_in(self, payload: bytes) -> tuple[int, ...]:
        if payload != self._known:
            self._known = payload
            self._numbers = tuple(number_of(words) for words in SAID.findall(payload))
        return self._numbers


class Guest(asyncio.Protocol):
    def __init__(self, room: Room, cookie: str | None, opened: asyncio.Future[None]) -> None:
        self.room, self.cookie, self.opened = room, cookie, opened
        self.buffer = b""
        self.is_open = False
        self.seen: set[int] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        key = base64.b64encode(os.urandom(16)).decode()
        cookie = f"Cookie: {self.cookie}\r\n" if self.cookie else ""
        here = f"127.0.0.1:{self.room.port}"
        self.transport.write(
            f"GET {self.room.path} HTTP/1.1\r\nHost: {here}\r\nOrigin: http://{here}\r\nUpgrade: websocket\r\n{cookie}"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def connection_lost(self, exc: Exception | None) -> None:
        self.room.lost += 1
        if not self.opened.done():
            self.opened.set_exception(ConnectionError("refused"))

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.is_open:
            head, blank, rest = self.buffer.partition(b"\r\n\r\n")
            if not blank:
                return
            if not head.startswith(b"HTTP/1.1 101"):
                self.opened.set_exception(ConnectionError(head.decode()))
                return
            self.buffer, self.is_open = rest, True
            self.opened.set_result(None)
        end_of_frames = last_frame_end(self.buffer)
        whole, self.buffer = self.buffer[:end_of_frames], self.buffer[end_of_frames:]
        at = 0
        while at < len(whole):
            end = frame_end(whole, at)
            self.hear(payload_of(whole[at:end]))
            at = end

    def hear(self, payload: bytes) -> None:
        if payload.startswith(b'{"t":"ack"'):
            self.answered(payload)
        elif payload.startswith(b'{"t":"tick"'):
            now = time.perf_counter()
            for number in self.room.numbers_in(payload):
                if number not in self.seen:
                    self.seen.add(number)
                    self.room.heard[number] += 1
                    self.room.ages.append(now - self.room.said_at[number])

    def answered(self, payload: bytes) -> None:
        accepted = ACCEPTED.search(payload)
        if accepted:
            self.room.accepted += int(accepted[1])
        elif b'"held"' not in payload and (found := ACK.search(payload)):
            self.room.acked_at[int(found[1])] = time.perf_counter()

    def tell(self, **message: Any) -> None:
        self.transport.write(masked(json.dumps(message).encode()))


def payload_of(frame: bytes) -> bytes:
    size = int(frame[1])
    head = 2 if size < 126 else 4 if size == 126 else 10
    return frame[head:]
