"""A real media server on a port of its own: somebody sends, others watch, and whoever may not gets nothing."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType, WSServerHandshakeError, web
from channels.db import database_sync_to_async
from django.utils import timezone

from accounts.tests.ensemble import a_person
from moderation.tests.guardhouse import sanctioned
from streams.media import door
from streams.media.door import DOORKEEPER, STAGES
from streams.media.server import application
from streams.media.stages import Bounds
from streams.media.watching import SENT_AWAY
from streams.models import Stream
from streams.services.broadcasting import may_see
from streams.services.life import end_stream
from streams.services.passes import Pass, issue_pass
from streams.tests.media.senders import sent
from streams.tests.stage import a_live_show, a_show

pytestmark = pytest.mark.django_db(transaction=True)
in_thread = database_sync_to_async
HELLO = {"t": "hello", "mime": "video/webm;codecs=h264,opus"}


class Visit:
    """The server, and a client with whom everybody comes."""

    def __init__(self, app: web.Application, client: ClientSession, base: str) -> None:
        self.app, self.client, self.base = app, client, base

    def url(self, stream: Stream, way: str, **query: str) -> str:
        return f"{self.base}/media-live/{stream.pk}/{way}?" + "&".join(f"{k}={v}" for k, v in query.items())

    @asynccontextmanager
    async def sends(self, stream: Stream) -> AsyncIterator[ClientWebSocketResponse]:
        token = issue_pass(action="publish", stream_id=stream.pk, user_id=stream.creator.user_id)
        async with self.client.ws_connect(self.url(stream, "ingest", **{"pass": token})) as socket:
            await socket.send_json(HELLO)
            assert (await socket.receive_json(timeout=10))["t"] == "ready"
            yield socket

    @asynccontextmanager
    async def watches(self, stream: Stream, user_id: UUID | None = None) -> AsyncIterator[ClientWebSocketResponse]:
        async with self.client.ws_connect(self.url(stream, "mse", **{"pass": play(stream, user_id)})) as socket:
            yield socket


def play(stream: Stream, user_id: UUID | None = None) -> str:
    return issue_pass(action="play", stream_id=stream.pk, user_id=user_id)


@asynccontextmanager
async def media(*, encoders_port: int | None = None, **bounds: Any) -> AsyncIterator[Visit]:
    app = application(Bounds(**bounds), encoders_port=encoders_port)
    runner = web.AppRunner(app, shutdown_timeout=1, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        async with ClientSession() as client:
            yield Visit(app, client, f"http://127.0.0.1:{port}")
    finally:
        await runner.cleanup()


async def hear(socket: ClientWebSocketResponse, wanted: str) -> dict[str, Any]:
    """The next message with this name; what else comes is passed over."""
    async with asyncio.timeout(15):
        async for message in socket:
            if message.type is WSMsgType.TEXT and (said := json.loads(message.data))["t"] == wanted:
                return said
    raise AssertionError(f"closed without {wanted}")


async def picture(socket: ClientWebSocketResponse, number: int) -> list[bytes]:
    found: list[bytes] = []
    async with asyncio.timeout(15):
        while len(found) < number:
            message = await socket.receive()
            if message.type is WSMsgType.BINARY:
                found.append(message.data)
    return found


async def test_what_one_sends_another_sees_and_a_third_who_comes_late():
    show = await in_thread(a_live_show)()
    async with media() as visit, visit.watches(show) as early:
        await hear(early, "waiting")
        async with visit.sends(show) as sender:
            await sender.send_bytes(sent(seconds=3))
            assert (await hear(early, "init"))["mime"].startswith('video/mp4; codecs="avc1.')
            head, *parts = await picture(early, 8)
            assert head[4:8] == b"ftyp"
            assert {part[4:8] for part in parts} == {b"moof"}
            async with visit.watches(show) as late:
                await hear(late, "init")
                assert (await picture(late, 2))[0] == head
            health = await hear(sender, "health")
            assert health["codec"] == "h264"
            assert health["size"] == [320, 180]
            assert health["viewers"] == 1


async def test_low_latency_hls_has_the_same_picture():
    show = await in_thread(a_live_show)()
    async with media() as visit, visit.sends(show) as sender, visit.watches(show) as watcher:
        await sender.send_bytes(sent(seconds=5))
        await picture(watcher, 15)
        token = play(show)
        async with visit.client.get(visit.url(show, "live.m3u8", _HLS_msn="1", **{"pass": token})) as answer:
            text = await answer.text()
        assert answer.status == 200
        names = [line for line in text.splitlines() if line and not line.startswith("#")]
        names += [line.split('"')[1] for line in text.splitlines() if "MAP:URI" in line or "EXT-X-PART:" in line]
        assert len(names) > 5
        for name in names:
            async with visit.client.get(f"{visit.base}/media-live/{show.pk}/{name}") as piece:
                assert piece.status == 200, name
                assert (await piece.read())[4:8] in {b"ftyp", b"moof"}


@pytest.mark.parametrize("asked", ["_HLS_msn=999999", "_HLS_msn=x", "_HLS_msn=-1", "_HLS_msn=1e9"])
async def test_no_player_waits_for_what_will_never_come(asked: str):
    show = await in_thread(a_live_show)()
    async with media() as visit, visit.sends(show) as sender, visit.watches(show) as watcher:
        await sender.send_bytes(sent(seconds=1))
        await picture(watcher, 2)
        async with visit.client.get(visit.url(show, "live.m3u8", **{"pass": play(show)}) + "&" + asked) as answer:
            assert answer.status == 400


async def test_without_a_good_pass_there_is_nothing():
    show, other = await in_thread(a_live_show)(), await in_thread(a_live_show)("otto")
    with time_machine.travel(timezone.now() - timedelta(minutes=10)):
        late = play(show)
    passes = ["", "x.y.z", late, play(other), issue_pass(action="play", stream_id=show.pk, user_id=uuid4())]
    async with media() as visit:
        for token in passes:
            for way in ("mse", "live.m3u8", "p0_0.m4s", "ingest"):
                async with visit.client.get(visit.url(show, way, **{"pass": token})) as answer:
                    assert answer.status == 403, (way, token)
        with pytest.raises(WSServerHandshakeError):
            await visit.client.ws_connect(
                visit.url(show, "mse", **{"pass": play(show)}), headers={"Origin": "http://elsewhere.example"}
            )


async def test_nobody_sends_to_somebody_elses_stage_or_while_suspended():
    show, rival = await in_thread(a_live_show)(), await in_thread(a_person)("vera")
    stolen = issue_pass(action="publish", stream_id=show.pk, user_id=rival.pk)
    own = issue_pass(action="publish", stream_id=show.pk, user_id=show.creator.user_id)
    async with media() as visit:
        with pytest.raises(WSServerHandshakeError):
            await visit.client.ws_connect(visit.url(show, "ingest", **{"pass": stolen}))
        await in_thread(sanctioned)(show.creator.user, "suspension")
        with pytest.raises(WSServerHandshakeError):
            await visit.client.ws_connect(visit.url(show, "ingest", **{"pass": own}))


async def test_a_preview_is_for_its_creator_alone():
    show = await in_thread(a_show)("rita")
    async with media() as visit, visit.sends(show) as sender:
        await sender.send_bytes(sent(seconds=1))
        async with visit.watches(show, show.creator.user_id) as own:
            await hear(own, "init")
        with pytest.raises(WSServerHandshakeError):
            async with visit.watches(show):
                pass


async def test_a_viewer_who_is_banned_loses_the_picture():
    show, vera, emil = (
        await in_thread(a_live_show)(),
        await in_thread(a_person)("vera"),
        await in_thread(a_person)("emil"),
    )
    async with (
        media() as visit,
        visit.sends(show) as sender,
        visit.watches(show, vera.pk) as banned,
        visit.watches(show, emil.pk) as other,
    ):
        await in_thread(sanctioned)(vera, "suspension")
        await visit.app[DOORKEEPER].look()
        assert (await hear(banned, "bye"))["code"] == "pass_refused"
        assert (await banned.receive(timeout=10)).type is WSMsgType.CLOSE
        assert banned.close_code == SENT_AWAY
        await sender.send_bytes(sent(seconds=1))
        await hear(other, "init")


async def test_the_end_of_the_show_is_the_end_of_the_picture():
    show = await in_thread(a_live_show)()
    async with media() as visit, visit.sends(show) as sender, visit.watches(show) as watcher:
        await sender.send_bytes(sent(seconds=1))
        await hear(watcher, "init")
        await in_thread(end_stream)(stream_id=show.pk, by=show.creator.user)
        await visit.app[DOORKEEPER].look()
        assert (await hear(sender, "bye"))["code"] == "over"
        await hear(watcher, "end")


async def test_a_playlist_says_that_this_was_the_end():
    show = await in_thread(a_live_show)()
    async with media() as visit, visit.sends(show) as sender, visit.watches(show) as watcher:
        await sender.send_bytes(sent(seconds=2))
        await picture(watcher, 3)
        visit.app[STAGES].close(visit.app[STAGES].known(show.pk))
        async with visit.client.get(visit.url(show, "live.m3u8", **{"pass": play(show)})) as answer:
            assert (await answer.text()).splitlines()[-1] == "#EXT-X-ENDLIST"


async def test_who_came_in_time_goes_on_when_the_pass_is_over_and_nobody_else_does(settings):
    settings.TRUSTED_PROXIES = 1
    show, vera = await in_thread(a_live_show)(), await in_thread(a_person)("vera")
    token = play(show, vera.pk)
    async with media() as visit, visit.sends(show) as sender, visit.watches(show) as watcher:
        await sender.send_bytes(sent(seconds=2))
        await picture(watcher, 3)

        async def asks(address: str) -> int:
            asked = visit.url(show, "live.m3u8", **{"pass": token})
            async with visit.client.get(asked, headers={"X-Forwarded-For": address}) as answer:
                return answer.status

        assert await asks("203.0.113.7") == 200
        with time_machine.travel(timezone.now() + timedelta(minutes=10)):
            assert await asks("203.0.113.7") == 200
            assert await asks("203.0.113.8") == 403
            await in_thread(sanctioned)(vera, "suspension")
            await visit.app[DOORKEEPER].look()
            assert await asks("203.0.113.7") == 403


async def test_a_look_that_fails_is_not_the_last(monkeypatch: pytest.MonkeyPatch):
    show, vera = await in_thread(a_live_show)(), await in_thread(a_person)("vera")
    looks = iter([ConnectionError("nobody answers")])

    def trouble_first(held: Pass) -> bool:
        for error in looks:
            raise error
        return may_see(held)

    monkeypatch.setattr(door, "LOOKED_EVERY", 0.01)
    async with media() as visit, visit.watches(show, vera.pk) as watcher:
        monkeypatch.setattr(door, "may_see", trouble_first)
        await in_thread(sanctioned)(vera, "suspension")
        assert (await hear(watcher, "bye"))["code"] == "pass_refused"
        assert next(looks, None) is None


async def test_one_address_takes_not_every_place():
    show, other = await in_thread(a_live_show)(), await in_thread(a_live_show)("otto")
    async with (
        media(watchers_per_address=1) as visit,
        visit.watches(show),
        visit.client.get(visit.url(other, "mse", **{"pass": play(other)})) as answer,
    ):
        assert answer.status == 429


async def test_who_comes_back_within_the_grace_goes_on_in_the_same_stream():
    show = await in_thread(a_live_show)()
    async with media() as visit, visit.watches(show) as watcher:
        async with visit.sends(show) as sender:
            await sender.send_bytes(sent(seconds=1))
            assert (await hear(watcher, "init"))["index"] == 0
        await hear(watcher, "lost")
        async with visit.sends(show) as sender:
            await sender.send_bytes(sent(seconds=1))
            assert (await hear(watcher, "init"))["index"] == 1


async def test_after_the_grace_the_stage_is_empty():
    show = await in_thread(a_live_show)()
    async with media(grace_seconds=0.0) as visit, visit.watches(show) as watcher:
        async with visit.sends(show) as sender:
            await sender.send_bytes(sent(seconds=1))
            await hear(watcher, "init")
        await hear(watcher, "end")
        assert visit.app[STAGES].of(show.pk).channel.init is None


async def test_the_newest_sender_takes_over():
    show = await in_thread(a_live_show)()
    async with media() as visit, visit.sends(show) as first, visit.sends(show) as second:
        assert (await hear(first, "bye"))["code"] == "taken_over"
        async with visit.watches(show) as watcher:
            await second.send_bytes(sent(seconds=1))
            await hear(watcher, "init")


async def test_only_so_many_send():
    one, other = await in_thread(a_live_show)(), await in_thread(a_live_show)("otto")
    async with media(senders=1) as visit, visit.sends(one):
        token = issue_pass(action="publish", stream_id=other.pk, user_id=other.creator.user_id)
        async with visit.client.ws_connect(visit.url(other, "ingest", **{"pass": token})) as late:
            await late.send_json(HELLO)
            assert (await hear(late, "bye"))["code"] == "full"


@pytest.mark.parametrize(
    "first", ["not json", '{"t":"hello"}', '{"t":"hello","mime":7}', '{"t":"hello","mime":"image/png"}', "[" * 900, "7"]
)
async def test_a_hello_that_says_nothing_is_the_last_word(first: str):
    show = await in_thread(a_live_show)()
    token = issue_pass(action="publish", stream_id=show.pk, user_id=show.creator.user_id)
    async with media() as visit, visit.client.ws_connect(visit.url(show, "ingest", **{"pass": token})) as socket:
        await socket.send_str(first)
        assert (await hear(socket, "bye"))["code"] == "invalid"


async def test_garbage_ends_one_stream_and_disturbs_no_other():
    good, bad = await in_thread(a_live_show)(), await in_thread(a_live_show)("otto")
    async with media() as visit, visit.sends(good) as sender, visit.watches(good) as watcher:
        async with visit.sends(bad) as vandal:
            await vandal.send_bytes(random.Random(7).randbytes(3_000_000))
            await vandal.send_str('{"t":"bye"}')
            await hear(vandal, "bye")
        async with visit.sends(bad) as vandal:
            # Too large for one message: the connection ends, perhaps while it is still being sent.
            with contextlib.suppress(ConnectionError):
                await vandal.send_bytes(bytes(5 * 1024 * 1024))
            async with asyncio.timeout(10):
                async for _message in vandal:
                    pass
        await sender.send_bytes(sent(seconds=2))
        await hear(watcher, "init")
        assert len(await picture(watcher, 5)) == 5
