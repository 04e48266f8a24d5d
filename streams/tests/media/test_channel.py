"""What is kept of a stream, and what each watcher gets of it."""

from __future__ import annotations

import asyncio

import pytest

from streams.media.core.channel import Channel
from streams.media.core.parts import Init, Part
from streams.media.core.playlist import live_playlist
from streams.media.core.watcher import ENDED, LOST, PARTS_WAITING, Watcher

MIME = 'video/mp4; codecs="avc1.42C01F"'


def a_channel(*, keep: float = 60, seconds: int = 0) -> Channel:
    channel = Channel(keep_seconds=keep)
    channel.set_init(b"head", MIME)
    add_seconds(channel, seconds)
    return channel


def add_seconds(channel: Channel, seconds: int) -> None:
    """Five parts a second, a key frame every two."""
    for number in range(seconds * 5):
        channel.add_part(b"%d" % number, 0.2, independent=number % 10 == 0)


async def all_of(watcher: Watcher, number: int) -> list[object]:
    async with asyncio.timeout(5):
        return [await watcher.next() for _ in range(number)]


async def test_a_latecomer_begins_at_the_last_key_frame():
    channel = a_channel(seconds=5)
    watcher = channel.watch()
    channel.add_part(b"next", 0.2, independent=False)
    head, *parts = await all_of(watcher, 7)
    assert head == Init(0, b"head", MIME)
    assert [part.data for part in parts if isinstance(part, Part)] == [b"20", b"21", b"22", b"23", b"24", b"next"]


async def test_what_comes_before_the_first_key_frame_is_not_shown():
    channel = a_channel()
    channel.add_part(b"grey", 0.2, independent=False)
    assert not channel.segments


async def test_a_slow_watcher_goes_on_at_a_key_frame_and_disturbs_nobody():
    channel = a_channel()
    slow, quick = channel.watch(), channel.watch()
    for number in range(PARTS_WAITING * 2):
        channel.add_part(b"%d" % number, 0.2, independent=number % 10 == 0)
    assert len(await all_of(quick, 2)) == 2
    await all_of(slow, PARTS_WAITING)
    channel.add_part(b"between", 0.2, independent=False)
    channel.add_part(b"key", 0.2, independent=True)
    (last,) = await all_of(slow, 1)
    assert isinstance(last, Part)
    assert last.data == b"key"


async def test_only_so_much_is_kept():
    channel = a_channel(keep=6, seconds=60)
    assert 6 <= sum(segment.duration for segment in channel.segments) <= 10
    assert channel.segments[0].number > 20


async def test_somebody_without_key_frames_fills_no_memory():
    channel = a_channel()
    channel.add_part(b"key", 0.2, independent=True)
    for _ in range(5_000):
        channel.add_part(b"more", 0.2, independent=False)
    assert sum(len(segment.parts) for segment in channel.segments) <= 4_001


async def test_a_sender_who_comes_back_is_a_discontinuity_in_the_same_stream():
    channel = a_channel(seconds=4)
    watcher = channel.watch()
    channel.lose()
    channel.set_init(b"other head", MIME)
    add_seconds(channel, 4)
    events = await all_of(watcher, 30)
    assert LOST in events
    assert Init(1, b"other head", MIME) in events
    lines = live_playlist(channel).splitlines()
    assert lines.count("#EXT-X-DISCONTINUITY") == 1
    assert lines[lines.index("#EXT-X-DISCONTINUITY") + 1] == '#EXT-X-MAP:URI="init1.mp4"'


async def test_the_playlist_names_parts_segments_and_what_comes_next():
    channel = a_channel(seconds=9)
    lines = live_playlist(channel, query="pass=abc").splitlines()
    assert lines[0] == "#EXTM3U"
    assert "#EXT-X-TARGETDURATION:2" in lines
    assert "#EXT-X-PART-INF:PART-TARGET=0.200" in lines
    assert [line for line in lines if line.startswith("s")] == [f"s{number}.m4s?pass=abc" for number in range(4)]
    assert lines[-1] == '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="p4_5.m4s?pass=abc"'
    assert '#EXT-X-PART:DURATION=0.20000,URI="p4_0.m4s?pass=abc",INDEPENDENT=YES' in lines
    assert sum(line.startswith("#EXT-X-PROGRAM-DATE-TIME:") for line in lines) == 5


async def test_a_gone_discontinuity_is_still_counted():
    channel = a_channel(keep=4, seconds=4)
    channel.set_init(b"other", MIME)
    add_seconds(channel, 20)
    assert "#EXT-X-DISCONTINUITY-SEQUENCE:1" in live_playlist(channel).splitlines()


async def test_a_player_waits_for_a_part_that_is_not_there_yet():
    channel = a_channel(seconds=2)
    asked = asyncio.ensure_future(channel.until(0, 10))
    await asyncio.sleep(0)
    assert not asked.done()
    channel.add_part(b"wanted", 0.2, independent=False)
    async with asyncio.timeout(5):
        await asked
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await channel.until(7, None)


async def test_everybody_hears_of_the_end_and_a_latecomer_too():
    channel = a_channel(seconds=1)
    watcher = channel.watch()
    channel.end()
    channel.end()
    assert (await all_of(watcher, 7))[-1] is ENDED
    assert (await all_of(channel.watch(), 7))[-1] is ENDED
    assert live_playlist(channel).splitlines()[-1] == "#EXT-X-ENDLIST"
    assert channel.has(99, 5)
