"""Encoders: a real one sends with a right key and a wrong one, and everybody else sends rubbish."""

from __future__ import annotations

import asyncio
import random
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from channels.db import database_sync_to_async
from hypothesis import given
from hypothesis import strategies as st

from accounts.tests.ensemble import a_creator
from moderation.tests.guardhouse import sanctioned
from streams.media.door import STAGES
from streams.media.rtmp import amf
from streams.media.rtmp.chunks import chunked
from streams.media.rtmp.server import FROM_ONE_ADDRESS
from streams.media.rtmp.session import key_in
from streams.media.server import ENCODERS_HEARD_ON
from streams.models import StreamKey
from streams.services.stream_keys import drop_key, new_key, pass_by_key
from streams.tests.media.test_media_server import Visit, hear, media, picture
from streams.tests.stage import a_live_show, a_show

in_thread = database_sync_to_async
needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="no ffmpeg on this machine")
PICTURE = "-re -f lavfi -i testsrc=size=320x180:rate=30 -f lavfi -i sine=sample_rate=44100"
CODED = "-c:v libx264 -preset ultrafast -tune zerolatency -g 30 -pix_fmt yuv420p -c:a aac -t 20 -f flv"


@asynccontextmanager
async def encoder(visit: Visit, name: str) -> AsyncIterator[asyncio.subprocess.Process]:
    address = f"rtmp://127.0.0.1:{visit.app[ENCODERS_HEARD_ON]}/live/{name}"
    arguments = ["-nostdin", "-loglevel", "error", *PICTURE.split(), *CODED.split(), address]
    running = await asyncio.create_subprocess_exec("ffmpeg", *arguments, stderr=asyncio.subprocess.DEVNULL)
    try:
        yield running
    finally:
        if running.returncode is None:
            running.kill()
        await running.wait()


@needs_ffmpeg
@pytest.mark.django_db(transaction=True)
async def test_an_encoder_with_the_right_key_is_seen():
    show = await in_thread(a_live_show)()
    key = await in_thread(new_key)(creator=show.creator)
    async with media(encoders_port=0) as visit, visit.watches(show) as watcher, encoder(visit, f"live?key={key}"):
        assert "mp4a.40.2" in (await hear(watcher, "init"))["mime"]
        assert len(await picture(watcher, 5)) == 5
    used = await StreamKey.objects.aget(creator=show.creator)
    assert used.last_used_at is not None


@needs_ffmpeg
@pytest.mark.django_db(transaction=True)
async def test_an_encoder_with_a_wrong_key_is_sent_away():
    show = await in_thread(a_live_show)()
    await in_thread(new_key)(creator=show.creator)
    async with media(encoders_port=0) as visit, encoder(visit, "live?key=rl_wrong") as running:
        async with asyncio.timeout(15):
            assert await running.wait() != 0
        assert visit.app[STAGES].known(show.pk) is None


@pytest.mark.django_db(transaction=True)
async def test_rubbish_and_half_open_connections_leave_others_alone():
    show = await in_thread(a_live_show)()
    async with media(encoders_port=0) as visit, visit.sends(show):
        port = visit.app[ENCODERS_HEARD_ON]
        dice = random.Random(7)
        rubbish = [dice.randbytes(5000), b"\3" + bytes(3072) + b"\xff" * 4000, b"GET / HTTP/1.1\r\n\r\n", b"\3"]
        for data in rubbish:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(data)
            writer.write_eof()
            async with asyncio.timeout(10):
                await reader.read()
            writer.close()
        idle = [await asyncio.open_connection("127.0.0.1", port) for _ in range(FROM_ONE_ADDRESS)]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        async with asyncio.timeout(10):
            assert await reader.read() == b""
        assert visit.app[STAGES].known(show.pk).sender is not None
        for _reader, each in [*idle, (reader, writer)]:
            each.close()


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=40),
    lambda inner: st.dictionaries(st.text(min_size=1, max_size=10), inner, max_size=4),
    max_leaves=8,
)


@given(st.lists(VALUES, max_size=6))
def test_what_is_written_as_values_is_read_as_them(values: list[object]):
    assert amf.decode(amf.encode(*values)) == values


@given(st.binary(max_size=300))
def test_any_bytes_are_values_or_refused(data: bytes):
    try:
        amf.decode(data)
    except amf.BrokenCommand:
        return


def test_values_nested_without_end_are_refused():
    with pytest.raises(amf.BrokenCommand):
        amf.decode(b"\3\0\1a" * 10_000)


@pytest.mark.parametrize(
    ("name", "app"), [("rl_x", "live"), ("live?key=rl_x", "live"), ("any", "live?key=rl_x"), ("live?a=b&key=rl_x", "")]
)
def test_a_key_is_found_where_encoders_put_it(name: str, app: str):
    assert key_in(name, app) == "rl_x"


@pytest.mark.django_db
def test_a_key_is_good_for_its_creators_show_until_there_is_another():
    rita = a_creator("rita")
    key = new_key(creator=rita)
    assert pass_by_key(key) is None
    tomorrow = a_show(rita)
    assert pass_by_key(key) is None
    at_will = a_show(rita, scheduled_start=None)
    assert pass_by_key(key).stream_id == at_will.pk
    assert pass_by_key("") is pass_by_key("rl_other") is pass_by_key("é\ud800") is None
    another = new_key(creator=rita)
    assert pass_by_key(key) is None
    assert pass_by_key(another).stream_id != tomorrow.pk
    sanctioned(rita.user, "suspension")
    assert pass_by_key(another) is None
    drop_key(creator=rita)
    assert not StreamKey.objects.exists()


async def talk_on(writer: asyncio.StreamWriter, words: bytes) -> None:
    async with asyncio.timeout(10):
        while True:
            writer.write(words)
            await writer.drain()


@pytest.mark.django_db(transaction=True)
async def test_whoever_does_not_listen_is_hung_up_on(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("streams.media.rtmp.server.PUBLISHES_WITHIN", 1.0)
    monkeypatch.setattr("streams.media.rtmp.server.LEAVES_WITHIN", 0.2)
    connect = chunked(20, amf.encode("connect", 1, {"app": "live"}))
    async with media(encoders_port=0) as visit:
        deaf = socket.socket()
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.setblocking(False)
        await asyncio.get_running_loop().sock_connect(deaf, ("127.0.0.1", visit.app[ENCODERS_HEARD_ON]))
        _reader, writer = await asyncio.open_connection(sock=deaf)
        writer.transport.pause_reading()
        writer.write(b"\3" + bytes(2 * 1536) + connect * 20_000)
        # A TimeoutError would be an OSError, too.
        with pytest.raises(ConnectionError):
            await talk_on(writer, connect * 1000)
        writer.transport.abort()
