"""Where the muxer's bytes become parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from streams.media.core.boxes import BoxCollector, Track, mime_of, runs_of, tracks_of


class Outlet(Protocol):
    """What a channel hears, in the thread that takes the stream apart."""

    def init(self, data: bytes, mime: str) -> None: ...

    def part(self, data: bytes, duration: float, *, independent: bool) -> None: ...


class Cutter:
    """The file that the muxer believes it writes. Fragments with sound alone wait for the picture they belong to."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._boxes = BoxCollector()
        self._head = b""
        self._leading: Track | None = None
        self._waiting = b""
        self._take: dict[bytes, Callable[[bytes], None]] = {
            b"ftyp": self._ftyp,
            b"moov": self._moov,
            b"moof": self._moof,
            b"mdat": self._mdat,
        }
        self._fragment = b""

    def write(self, data: bytes) -> int:
        data = bytes(data)
        for name, box in self._boxes.take(data):
            if name in self._take:
                self._take[name](box)
        return len(data)

    def _ftyp(self, box: bytes) -> None:
        self._head = box

    def _moov(self, box: bytes) -> None:
        init = self._head + box
        tracks = tracks_of(init)
        self._leading = next((track for track in tracks if track.is_video), tracks[0] if tracks else None)
        self._outlet.init(init, mime_of(init))

    def _moof(self, box: bytes) -> None:
        self._fragment = box

    def _mdat(self, box: bytes) -> None:
        leading = self._leading
        run = next((run for run in runs_of(self._fragment) if leading and run.track == leading.number), None)
        data, self._waiting = self._waiting + self._fragment + box, b""
        if leading is None or run is None or not run.duration:
            self._waiting = data
            return
        independent = run.begins_with_key_frame or not leading.is_video
        self._outlet.part(data, run.duration / leading.timescale, independent=independent)
