"""What a browser or an encoder would send, made by the same library that takes it apart."""

from __future__ import annotations

import io
import threading
from dataclasses import dataclass, field
from fractions import Fraction

import av

from streams.media.core.feed import Feed
from streams.media.core.remux import Remuxer

RATE = 30
SOUND_RATE = 48_000
ENCODERS = {"h264": "libx264", "vp8": "libvpx", "opus": "libopus", "aac": "aac", "mpeg4": "mpeg4"}
PATIENCE = 20


def sent(
    container: str = "webm",
    *,
    picture: str | None = "h264",
    sound: str | None = "opus",
    seconds: float = 3,
    begins: float = 0,
    key_frame_every: int = 30,
    size: tuple[int, int] = (320, 180),
) -> bytes:
    """A moving square, and silence. Matroska carries H.264 as browsers put it into what they call webm."""
    file = io.BytesIO()
    with av.open(file, "w", format="matroska" if container == "webm" else container) as out:
        eye = ear = None
        if picture:
            eye = out.add_stream(ENCODERS[picture], rate=RATE)
            eye.width, eye.height, eye.pix_fmt = *size, "yuv420p"
            eye.codec_context.gop_size = key_frame_every
            if picture == "h264":
                eye.options = {"preset": "ultrafast", "tune": "zerolatency"}
            if picture == "vp8":
                eye.options = {"deadline": "realtime", "cpu-used": "8"}
        if sound:
            ear = out.add_stream(ENCODERS[sound], rate=SOUND_RATE)
            ear.layout = "stereo"
        for number in range(int(seconds * RATE)):
            if eye is not None:
                out.mux(eye.encode(_frame(number, int(begins * RATE), size)))
            if ear is not None:
                out.mux(ear.encode(_silence(number, int(begins * RATE), sound == "opus")))
        for stream in (eye, ear):
            if stream is not None:
                out.mux(stream.encode(None))
    return file.getvalue()


def _frame(number: int, begins: int, size: tuple[int, int]) -> av.VideoFrame:
    frame = av.VideoFrame(*size, "yuv420p")
    for place, plane in enumerate(frame.planes):
        plane.update(bytes([(number * 5) % 256 if place == 0 else 128]) * plane.buffer_size)
    frame.pts, frame.time_base = begins + number, Fraction(1, RATE)
    return frame


def _silence(number: int, begins: int, packed: bool) -> av.AudioFrame:
    samples = SOUND_RATE // RATE
    frame = av.AudioFrame(format="s16" if packed else "fltp", layout="stereo", samples=samples)
    for plane in frame.planes:
        plane.update(bytes(plane.buffer_size))
    frame.sample_rate = SOUND_RATE
    frame.pts, frame.time_base = (begins + number) * samples, Fraction(1, SOUND_RATE)
    return frame


@dataclass
class Heard:
    """An outlet that remembers."""

    inits: list[tuple[bytes, str]] = field(default_factory=list)
    parts: list[tuple[bytes, float, bool]] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)
    why: str = "nobody said"

    def init(self, data: bytes, mime: str) -> None:
        self.inits.append((data, mime))

    def part(self, data: bytes, duration: float, *, independent: bool) -> None:
        self.parts.append((data, duration, independent))

    def end(self, why: str) -> None:
        self.why = why
        self.ended.set()

    @property
    def file(self) -> bytes:
        return self.inits[0][0] + b"".join(data for data, _duration, _independent in self.parts)

    @property
    def seconds(self) -> float:
        return sum(duration for _data, duration, _independent in self.parts)


def remuxed(data: bytes, container: str = "webm", *, transcodes: int = 1) -> tuple[Heard, Remuxer]:
    """All of it at once, to its end."""
    feed, heard = Feed(most=64 * 1024 * 1024), Heard()
    feed.write_bytes(data)
    feed.close_feed()
    remuxer = Remuxer(feed, container, heard, threading.Semaphore(transcodes), heard.end)
    remuxer.start()
    assert heard.ended.wait(PATIENCE)
    return heard, remuxer
