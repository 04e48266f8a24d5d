"""What somebody without a key can take from the house, and what an encoder is told."""

from __future__ import annotations

import asyncio
import struct

import pytest

from streams.media.rtmp import amf
from streams.media.rtmp.chunks import GREATEST_MESSAGE, BrokenChunks, ChunkReader, chunked
from streams.media.rtmp.session import Refused, Session

GREETING = b"\3" + bytes(1536) + bytes(1536)
PUBLISH = chunked(20, amf.encode("publish", 3, None, "live?key=rl_good", "live"), stream=1)
LARGE_CHUNKS = chunked(1, struct.pack(">I", 1024 * 1024), channel=2)


def head(form: int, channel: int, length: int) -> bytes:
    return bytes([form << 6 | channel]) + bytes(3) + length.to_bytes(3, "big") + b"\x08" + bytes(4 if form == 0 else 0)


def reading(data: bytes) -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    reader.feed_data(data)
    reader.feed_eof()
    return reader


async def read_all(data: bytes, *, trusted: bool = False) -> None:
    chunks = ChunkReader(reading(data))
    if trusted:
        chunks.trust()
    async for _message in chunks.messages():
        pass


class Written(bytearray):
    write_bytes = bytearray.extend


class Ear:
    """The encoder's end of a session."""

    def __init__(self) -> None:
        self.heard = bytearray()

    def write(self, data: bytes) -> None:
        self.heard += data

    async def drain(self) -> None:
        return


async def a_session(data: bytes) -> tuple[Ear, BaseException]:
    ear = Ear()

    async def on_publish(_key: str) -> Written:
        return Written()

    with pytest.raises((Refused, amf.BrokenCommand)) as ended:
        await Session(reading(GREETING + data), ear, on_publish).run()  # type: ignore[arg-type]
    return ear, ended.value


@pytest.mark.parametrize("trusted", [False, True])
async def test_many_messages_begun_at_once_are_bounded_together(trusted: bool):
    begun = b"".join(head(0, channel, GREATEST_MESSAGE) + bytes(1024 * 1024) for channel in range(3, 10))
    with pytest.raises(BrokenChunks, match="not ended"):
        await read_all(LARGE_CHUNKS + begun, trusted=trusted)


async def test_a_large_picture_comes_through_with_a_key():
    picture = head(0, 4, 3 * 1024 * 1024) + (bytes(1024 * 1024) + b"\xc4") * 2 + bytes(1024 * 1024)
    with pytest.raises(asyncio.IncompleteReadError) as end:
        await read_all(LARGE_CHUNKS + picture * 4, trusted=True)
    assert end.value.partial == b""


async def test_a_message_that_shrinks_is_refused():
    with pytest.raises(BrokenChunks):
        await read_all(head(0, 4, 1000) + bytes(128) + head(1, 4, 10) + bytes(128))


@pytest.mark.parametrize("said", [amf.encode({}, 1), amf.encode("createStream", "one"), amf.encode("connect", None)])
async def test_a_command_without_name_or_number_is_refused(said: bytes):
    _ear, ended = await a_session(chunked(20, said))
    assert isinstance(ended, amf.BrokenCommand)


@pytest.mark.parametrize("media", [(9, b"\x90hvc1....."), (9, b"\x1c\0\0\0\0....."), (8, b"\x90Opus....")])
async def test_an_encoder_is_told_which_codecs_are_carried(media: tuple[int, bytes]):
    kind, body = media
    ear, ended = await a_session(PUBLISH + chunked(kind, body, stream=1))
    assert isinstance(ended, Refused)
    assert b"NetStream.Publish.Rejected" in ear.heard
    assert b"H.264 and AAC" in ear.heard
    assert b"rl_good" not in ear.heard
