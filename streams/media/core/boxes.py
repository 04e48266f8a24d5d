"""The boxes that MP4 is made of, as far as one must look into them to cut and to announce a picture."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

GREATEST_BOX = 16 * 1024 * 1024
HEADER = 8
NOT_SYNC = 0x10000


class BrokenMedia(Exception):
    """Bytes that are not what they should be; the text is for the log and for whoever sent them."""


def split_boxes(data: bytes, start: int = 0, end: int | None = None) -> Iterator[tuple[bytes, int, int]]:
    """The name of each box and where its content begins and ends."""
    end = len(data) if end is None else end
    while start < end:
        if start + HEADER > end:
            raise BrokenMedia("a box is cut off")
        size, name = struct.unpack_from(">I4s", data, start)
        if size < HEADER or start + size > end:
            raise BrokenMedia("a box is larger than what holds it")
        yield name, start + HEADER, start + size
        start += size


def find_box(data: bytes, *path: bytes) -> tuple[int, int] | None:
    """Where the content of the first box at the end of this path is."""
    start, end = 0, len(data)
    for wanted in path:
        for name, begin, finish in split_boxes(data, start, end):
            if name == wanted:
                start, end = begin, finish
                break
        else:
            return None
    return start, end


class BoxCollector:
    """Whole boxes out of bytes that come in pieces."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def take(self, data: bytes) -> Iterator[tuple[bytes, bytes]]:
        self._rest += data
        while len(self._rest) >= HEADER:
            size, name = struct.unpack_from(">I4s", self._rest)
            if not HEADER <= size <= GREATEST_BOX:
                raise BrokenMedia("a box has no possible size")
            if len(self._rest) < size:
                return
            box = bytes(self._rest[:size])
            del self._rest[:size]
            yield name, box


@dataclass(frozen=True, slots=True)
class Track:
    number: int
    is_video: bool
    timescale: int


def tracks_of(init: bytes) -> list[Track]:
    """What an initialisation segment says of its tracks."""
    moov = find_box(init, b"moov")
    if moov is None:
        raise BrokenMedia("there is no moov")
    try:
        return [_track(init[begin:end]) for name, begin, end in split_boxes(init, *moov) if name == b"trak"]
    except (struct.error, IndexError) as error:
        raise BrokenMedia("a track is cut off") from error


def _track(trak: bytes) -> Track:
    tkhd, mdhd, hdlr = (find_box(trak, *path) for path in ((b"tkhd",), (b"mdia", b"mdhd"), (b"mdia", b"hdlr")))
    if tkhd is None or mdhd is None or hdlr is None:
        raise BrokenMedia("a track does not say what it is")
    (number,) = struct.unpack_from(">I", trak, tkhd[0] + (20 if trak[tkhd[0]] else 12))
    (timescale,) = struct.unpack_from(">I", trak, mdhd[0] + (20 if trak[mdhd[0]] else 12))
    if not timescale:
        raise BrokenMedia("a track has no clock")
    return Track(number, trak[hdlr[0] + 8 : hdlr[0] + 12] == b"vide", timescale)


def mime_of(init: bytes) -> str:
    """As a browser wants to hear it before it decodes anything."""
    codecs = []
    at = init.find(b"avcC")
    if at >= 0:
        codecs.append("avc1." + init[at + 5 : at + 8].hex().upper())
    if b"mp4a" in init:
        codecs.append("mp4a.40.2")
    if not codecs:
        raise BrokenMedia("neither picture nor sound that browsers play")
    kind = "video" if at >= 0 else "audio"
    return f'{kind}/mp4; codecs="{",".join(codecs)}"'


@dataclass(frozen=True, slots=True)
class Run:
    """What a fragment holds of one track."""

    track: int
    # In units of the track's clock.
    duration: int
    begins_with_key_frame: bool


def runs_of(moof: bytes) -> list[Run]:
    try:
        return [_run(moof[begin:end]) for name, begin, end in split_boxes(moof, HEADER) if name == b"traf"]
    except struct.error as error:
        raise BrokenMedia("a fragment is cut off") from error


def _run(traf: bytes) -> Run:
    track = duration = flags = 0
    first: int | None = None
    total = 0
    for name, begin, _end in split_boxes(traf):
        if name == b"tfhd":
            track, duration, flags = _defaults(traf, begin)
        elif name == b"trun":
            lasts, own = _samples(traf, begin, duration)
            total += lasts
            first = own if first is None and own is not None else first
    return Run(track, total, not ((flags if first is None else first) & NOT_SYNC))


def _defaults(traf: bytes, at: int) -> tuple[int, int, int]:
    """The track, and what holds for samples that say nothing else."""
    (head,) = struct.unpack_from(">I", traf, at)
    (track,) = struct.unpack_from(">I", traf, at + 4)
    at += 8
    found = [0, 0]
    for bit, size, place in ((0x1, 8, None), (0x2, 4, None), (0x8, 4, 0), (0x10, 4, None), (0x20, 4, 1)):
        if head & bit:
            if place is not None:
                (found[place],) = struct.unpack_from(">I", traf, at)
            at += size
    return track, found[0], found[1]


def _samples(traf: bytes, at: int, usual: int) -> tuple[int, int | None]:
    """How long they last together, and the first one's flags where it has its own."""
    head, count = struct.unpack_from(">II", traf, at)
    at += 8 + (4 if head & 0x1 else 0)
    first: int | None = None
    if head & 0x4:
        (first,) = struct.unpack_from(">I", traf, at)
        at += 4
    each = 4 * sum(bool(head & bit) for bit in (0x100, 0x200, 0x400, 0x800))
    if not head & 0x100:
        return count * usual, first
    if first is None and head & 0x400:
        (first,) = struct.unpack_from(">I", traf, at + (8 if head & 0x200 else 4))
    total = sum(struct.unpack_from(">I", traf, at + sample * each)[0] for sample in range(count))
    return total, first
