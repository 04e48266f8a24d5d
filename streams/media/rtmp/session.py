"""One encoder's connection: it greets, says where it wants to send and with what key, and sends."""

from __future__ import annotations

import asyncio
import os
import struct
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from streams.media.rtmp import amf
from streams.media.rtmp.chunks import ChunkReader, Message, chunked

VERSION, HELLO = 3, 1536
AUDIO, VIDEO, DATA, COMMAND, COMMAND_3 = 8, 9, 18, 20, 17
WINDOW, BANDWIDTH, CHUNK_SIZE, ACKNOWLEDGED = 5, 6, 1, 3
WINDOW_BYTES, CHUNK_BYTES = 2_500_000, 4096
FLV_HEADER = b"FLV\x01\x05\0\0\0\x09\0\0\0\0"
SET_DATA_FRAME = amf.encode("@setDataFrame")
# The first bit of a picture, and this kind of sound, say that four letters name the codec: none of those is carried here.
FOUR_LETTERS, SOUND_BY_FOUR_LETTERS, H264 = 0x80, 9, 7


class Sink(Protocol):
    def write_bytes(self, data: bytes) -> None: ...


class Refused(Exception):
    """Said to the encoder in its own way before the connection ends."""


OnPublish = Callable[[str], Awaitable[Sink]]


class Session:
    """`on_publish(key)` gives where to write, or raises Refused."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, on_publish: OnPublish) -> None:
        self._chunks, self._writer, self._on_publish = ChunkReader(reader), writer, on_publish
        self._sink: Sink | None = None
        self._acknowledged = 0
        self._app, self._stream = "", 0

    async def run(self) -> None:
        await self._greet()
        async for message in self._chunks.messages():
            if message.kind in {AUDIO, VIDEO, DATA}:
                self._media(message)
            elif message.kind in {COMMAND, COMMAND_3} and await self._command(message):
                return
            await self._acknowledge()

    async def _greet(self) -> None:
        version = (await self._chunks.take(1))[0]
        if version != VERSION:
            raise Refused("not RTMP")
        theirs = await self._chunks.take(HELLO)
        self._writer.write(bytes([VERSION]) + bytes(8) + os.urandom(HELLO - 8) + theirs)
        await self._writer.drain()
        await self._chunks.take(HELLO)

    async def _command(self, message: Message) -> bool:
        """Whether the encoder has said goodbye."""
        said = amf.decode(message.body[1:] if message.kind == COMMAND_3 else message.body)
        name, number = (said[0], said[1]) if len(said) > 1 else ("", 0.0)
        if not isinstance(name, str) or not isinstance(number, float):
            raise amf.BrokenCommand("a command without name or number")
        if name == "connect":
            self._app = str(said[2].get("app", "")) if len(said) > 2 and isinstance(said[2], dict) else ""
            self._welcome(number)
        elif name == "createStream":
            self._say(amf.encode("_result", number, None, 1))
        elif name == "publish":
            await self._publish(said, message.stream)
        await self._writer.drain()
        return name in {"deleteStream", "FCUnpublish", "closeStream"}

    def _welcome(self, number: Any) -> None:
        size = struct.pack(">I", WINDOW_BYTES)
        self._writer.write(chunked(WINDOW, size, channel=2) + chunked(BANDWIDTH, size + b"\2", channel=2))
        self._writer.write(chunked(CHUNK_SIZE, struct.pack(">I", CHUNK_BYTES), channel=2))
        about = {"fmsVer": "FMS/3,0,1,123", "capabilities": 31}
        done = {"level": "status", "code": "NetConnection.Connect.Success", "description": "", "objectEncoding": 0}
        self._say(amf.encode("_result", number, about, done))

    async def _publish(self, said: list[Any], stream: int) -> None:
        wanted = said[3] if len(said) > 3 and isinstance(said[3], str) else ""
        if self._sink is not None:
            raise Refused("sends already")
        try:
            self._sink = await self._on_publish(key_in(wanted, self._app))
        except Refused as refusal:
            self._status("error", "NetStream.Publish.BadName", str(refusal), stream)
            await self._writer.drain()
            raise
        self._chunks.trust()
        self._sink.write_bytes(FLV_HEADER)
        self._stream = stream
        self._status("status", "NetStream.Publish.Start", "", stream)

    def _media(self, message: Message) -> None:
        if self._sink is None or not message.body:
            return
        if not _is_carried(message):
            refusal = Refused("this house carries H.264 and AAC; choose them in the encoder's settings")
            self._status("error", "NetStream.Publish.Rejected", str(refusal), self._stream)
            raise refusal
        body = message.body.removeprefix(SET_DATA_FRAME) if message.kind == DATA else message.body
        time = (message.time & 0xFFFFFF).to_bytes(3, "big") + bytes([message.time >> 24])
        tag = bytes([message.kind]) + len(body).to_bytes(3, "big") + time + bytes(3) + body
        self._sink.write_bytes(tag + struct.pack(">I", len(tag)))

    def _status(self, level: str, code: str, words: str, stream: int) -> None:
        body = amf.encode("onStatus", 0, None, {"level": level, "code": code, "description": words})
        self._writer.write(chunked(COMMAND, body, channel=5, stream=stream))

    def _say(self, body: bytes) -> None:
        self._writer.write(chunked(COMMAND, body))

    async def _acknowledge(self) -> None:
        if self._chunks.received - self._acknowledged > WINDOW_BYTES // 2:
            self._acknowledged = self._chunks.received
            self._writer.write(chunked(ACKNOWLEDGED, struct.pack(">I", self._acknowledged & 0xFFFFFFFF), channel=2))
            await self._writer.drain()


def _is_carried(message: Message) -> bool:
    first = message.body[0]
    if message.kind == VIDEO:
        return not first & FOUR_LETTERS and first & 0x0F == H264
    return message.kind != AUDIO or first >> 4 != SOUND_BY_FOUR_LETTERS


def key_in(name: str, app: str) -> str:
    """The key alone, or `name?key=…`, as encoders put it behind the address or into the field for it."""
    for text in (name, app):
        for pair in text.partition("?")[2].split("&"):
            if pair.startswith("key="):
                return pair.removeprefix("key=")
    return name.partition("?")[0]
