"""What a channel has, written as Low-Latency HLS asks for it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime

from streams.media.core.channel import Channel, Segment

VERSION = 9
# Of so many newest segments the parts are named; older ones are asked for whole.
SEGMENTS_WITH_PARTS = 3
PART_TARGET_LEAST = 0.2


def live_playlist(channel: Channel, *, query: str = "") -> str:
    """`query` (the pass) goes behind every address, because a player asks for each by itself."""
    segments = list(channel.segments)
    lines = [*_head(channel, segments), *_body(channel, segments, f"?{query}" if query else "")]
    return "\n".join(lines) + "\n"


def _head(channel: Channel, segments: list[Segment]) -> Iterator[str]:
    target = max([PART_TARGET_LEAST, *(part.duration for segment in segments for part in segment.parts)])
    longest = max([1.0, *(segment.duration for segment in segments)])
    yield "#EXTM3U"
    yield f"#EXT-X-VERSION:{VERSION}"
    yield f"#EXT-X-TARGETDURATION:{math.ceil(longest)}"
    yield "#EXT-X-INDEPENDENT-SEGMENTS"
    yield f"#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK={target * 3:.3f}"
    yield f"#EXT-X-PART-INF:PART-TARGET={target:.3f}"
    yield f"#EXT-X-MEDIA-SEQUENCE:{segments[0].number if segments else 0}"
    yield f"#EXT-X-DISCONTINUITY-SEQUENCE:{channel.discontinuities_gone}"


def _body(channel: Channel, segments: list[Segment], query: str) -> Iterator[str]:
    init = None
    for place, segment in enumerate(segments):
        if segment.discontinuity:
            yield "#EXT-X-DISCONTINUITY"
        if segment.init is not init:
            init = segment.init
            yield f'#EXT-X-MAP:URI="init{init.index}.mp4{query}"'
        yield f"#EXT-X-PROGRAM-DATE-TIME:{_moment(segment.began_at)}"
        if place >= len(segments) - SEGMENTS_WITH_PARTS:
            yield from _parts(segment, query)
        if segment.done:
            yield f"#EXTINF:{segment.duration:.5f},"
            yield f"s{segment.number}.m4s{query}"
    if channel.state == "ended":
        yield "#EXT-X-ENDLIST"
    elif segments and not segments[-1].done:
        hint = f"p{segments[-1].number}_{len(segments[-1].parts)}.m4s{query}"
        yield f'#EXT-X-PRELOAD-HINT:TYPE=PART,URI="{hint}"'


def _parts(segment: Segment, query: str) -> Iterator[str]:
    for place, part in enumerate(segment.parts):
        independent = ",INDEPENDENT=YES" if part.independent else ""
        yield f'#EXT-X-PART:DURATION={part.duration:.5f},URI="p{segment.number}_{place}.m4s{query}"{independent}'


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
