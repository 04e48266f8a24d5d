"""The load client: thousands of sockets in one process, told over stdin what to do, answering on stdout.

It is built to be quicker than what it measures: identical bytes on many sockets are parsed once. Messages are numbered,
and every socket must get each number once and in order; what it does not get is counted as missing.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import struct
import sys
import time
from typing import Any, cast

import uvloop

NUMBER = re.compile(rb"#(\d{9})#")
WORDS = "the crowd goes mild while somebody sharpens a line"
OPENED_AT_ONCE = 50
NO_MASK = b"\0\0\0\0"


def masked(payload: bytes) -> bytes:
    size = len(payload)
    head = bytes((0x81, 0x80 | size)) if size < 126 else struct.pack("!BBH", 0x81, 0xFE, size)
    return head + NO_MASK + payload


class Crowd:
    """All sockets in one room of one server."""

    def __init__(self) -> None:
        self.sockets: list[Listener] = []
        self.sent = 0
        self.sent_at: dict[int, float] = {}
        self.arrived = 0
        self.frames = 0
        self.wrong = 0
        self.lost = 0
        self.ages: list[float] = []
        self.everybody_has = asyncio.Event()
        # The bytes that arrived last, and the numbers in them.
        self.known = b""
        self.known_numbers: tuple[int, ...] = ()
        self.known_frames = 0

    def numbers_in(self, data: bytes) -> tuple[int, ...]:
        if data != self.known:
            self.known, self.known_frames, numbers = data, 0, []
            at = 0
            while at < len(data):
                size, start = data[at + 1], at + 2
                if size == 126:
                    size, start = int.from_bytes(data[at + 2 : at + 4], "big"), at + 4
                elif size == 127:
                    size, start = int.from_bytes(data[at + 2 : at + 10], "big"), at + 10
                payload = data[start : start + size]
                # A snapshot repeats what was said before; only what is new counts.
                if not payload.startswith(b'{"t":"snapshot"'):
                    numbers += [int(found) for found in NUMBER.findall(payload)]
                    self.known_frames += 1
                at = start + size
            self.known_numbers = tuple(numbers)
        return self.known_numbers

    def say(self) -> None:
        self.sent += 1
        self.sent_at[self.sent] = time.perf_counter()
        text = json.dumps({"t": "say", "text": f"#{self.sent:09}# {WORDS}"}).encode()
        self.sockets[0].transport.write(masked(text))

    def count(self, wanted: int) -> None:
        """Forget the last measurement; `wanted` arrivals complete the next."""
        self.arrived = self.frames = self.wrong = 0
        self.ages.clear()
        self.wanted = wanted
        self.everybody_has.clear()

    @property
    def missing(self) -> int:
        return sum(self.sent + 1 - socket.next for socket in self.sockets)

    def forgive(self) -> None:
        """What is missing now was reported; the next measurement begins even."""
        for socket in self.sockets:
            socket.next = self.sent + 1


class Listener(asyncio.Protocol):
    def __init__(self, crowd: Crowd, path: str, opened: asyncio.Future[None]) -> None:
        self.crowd, self.path, self.opened = crowd, path, opened
        self.buffer = b""
        self.is_open = False
        self.next = crowd.sent + 1

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        key = base64.b64encode(os.urandom(16)).decode()
        self.transport.write(
            f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://127.0.0.1\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def connection_lost(self, exc: Exception | None) -> None:
        self.crowd.lost += 1
        if not self.opened.done():
            self.opened.set_exception(ConnectionError("refused"))

    def data_received(self, data: bytes) -> None:
        if self.buffer or not self.is_open or not ends_with_frame(data):
            whole = self.take_whole(data)
            if whole is None:
                return
            data = whole
        crowd = self.crowd
        numbers = crowd.numbers_in(data)
        if not numbers or numbers[-1] < self.next:
            return  # nothing that counts, or what an overloaded server had still to say of an earlier measurement
        if numbers[0] != self.next or numbers[-1] - numbers[0] != len(numbers) - 1:
            crowd.wrong += 1
        self.next = numbers[-1] + 1
        crowd.ages.append(time.perf_counter() - crowd.sent_at[numbers[0]])
        crowd.frames += crowd.known_frames
        crowd.arrived += len(numbers)
        if crowd.arrived >= crowd.wanted:
            crowd.everybody_has.set()

    def take_whole(self, data: bytes) -> bytes | None:
        """The complete frames at the beginning of what has arrived so far; None if there is none."""
        self.buffer += data
        if not self.is_open:
            head, end, rest = self.buffer.partition(b"\r\n\r\n")
            if not end:
                return None
            if not head.startswith(b"HTTP/1.1 101"):
                self.opened.set_exception(ConnectionError(head.decode()))
                return None
            self.buffer, self.is_open = rest, True
            self.opened.set_result(None)
        end_of_frames = last_frame_end(self.buffer)
        whole, self.buffer = self.buffer[:end_of_frames], self.buffer[end_of_frames:]
        return whole or None


def frame_end(data: bytes, at: int) -> int:
    """Where the frame at `at` ends, or -1 if that cannot be seen yet."""
    if len(data) < at + 2:
        return -1
    size = data[at + 1]
    if size < 126:
        return at + 2 + size
    width = 2 if size == 126 else 8
    if len(data) < at + 2 + width:
        return -1
    return at + 2 + width + int.from_bytes(data[at + 2 : at + 2 + width], "big")


def last_frame_end(data: bytes) -> int:
    at = 0
    while at < len(data):
        end = frame_end(data, at)
        if end < 0 or end > len(data):
            break
        at = end
    return at


def ends_with_frame(data: bytes) -> bool:
    """Whether this is exactly one frame: by far the most frequent case."""
    return frame_end(data, 0) == len(data)


class Load:
    def __init__(self) -> None:
        self.crowds: dict[str, Crowd] = {}

    async def open(self, name: str, port: int, path: str, count: int) -> dict[str, Any]:
        crowd = self.crowds.setdefault(name, Crowd())
        began = time.perf_counter()
        gate = asyncio.Semaphore(OPENED_AT_ONCE)

        async def one() -> None:
            async with gate:
                loop = asyncio.get_running_loop()
                opened: asyncio.Future[None] = loop.create_future()
                _transport, socket = await loop.create_connection(
                    lambda: Listener(crowd, path, opened), "127.0.0.1", port
                )
                await opened
                crowd.sockets.append(socket)

        await asyncio.gather(*(one() for _ in range(count)))
        return {"seconds": time.perf_counter() - began}

    async def settle(self, name: str) -> dict[str, Any]:
        """Until a message reaches everybody: a server may still be subscribing after the handshakes."""
        crowd = self.crowds[name]
        for _attempt in range(40):
            crowd.forgive()
            crowd.count(len(crowd.sockets))
            crowd.say()
            try:
                async with asyncio.timeout(3):
                    await crowd.everybody_has.wait()
            except TimeoutError:
                continue
            return {}
        raise TimeoutError(f"{name} never reached everybody")

    async def close(self, name: str) -> dict[str, Any]:
        for socket in self.crowds.pop(name).sockets:
            socket.transport.abort()
        return {}

    async def closed_loop(self, name: str, seconds: float) -> dict[str, Any]:
        """The next message as soon as everybody has the last one: the same work for every server, whatever its pace."""
        crowd = self.crowds[name]
        began, messages = time.perf_counter(), 0
        crowd.count(0)
        while time.perf_counter() - began < seconds:
            messages += 1
            crowd.wanted = messages * len(crowd.sockets)
            crowd.everybody_has.clear()
            crowd.say()
            try:
                async with asyncio.timeout(5):
                    await crowd.everybody_has.wait()
            except TimeoutError:
                break
        return self.report(crowd, messages, time.perf_counter() - began)

    async def steady(self, name: str, rate: float, seconds: float, patience: float) -> dict[str, Any]:
        """Messages at a given pace, whether or not the server keeps up."""
        crowd = self.crowds[name]
        total = int(rate * seconds)
        crowd.count(total * len(crowd.sockets))
        began, said = time.perf_counter(), 0
        while said < total:
            due = min(total, int((time.perf_counter() - began) * rate) + 1)
            for _ in range(due - said):
                crowd.say()
            said = due
            await asyncio.sleep(max(0.0, min(1 / rate, 0.05)))
        try:
            async with asyncio.timeout(patience):
                await crowd.everybody_has.wait()
        except TimeoutError:
            pass
        return self.report(crowd, total, time.perf_counter() - began)

    def report(self, crowd: Crowd, messages: int, seconds: float) -> dict[str, Any]:
        ages = sorted(crowd.ages)
        result = {
            "messages": messages,
            "deliveries": crowd.arrived,
            "frames": crowd.frames,
            "seconds": seconds,
            "missing": crowd.missing,
            "wrong": crowd.wrong,
            "lost_sockets": crowd.lost,
            "p50_ms": ages[len(ages) // 2] * 1000 if ages else None,
            "p99_ms": ages[min(len(ages) - 1, len(ages) * 99 // 100)] * 1000 if ages else None,
        }
        crowd.forgive()
        crowd.sent_at = {crowd.sent: crowd.sent_at[crowd.sent]}
        return result


async def main() -> None:
    load = Load()
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        order = json.loads(line)
        try:
            answer = await getattr(load, order.pop("do"))(**order)
        except (OSError, TimeoutError, RuntimeError) as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    uvloop.run(main())
