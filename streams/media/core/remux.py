"""Taking a sender's stream apart and putting it into fragments of MP4. H.264 and AAC are copied; other sound becomes AAC, and
other pictures H.264, which costs a sixth of a core each, so only so many at a time.

It runs in a thread of its own for each sender. PyAV lets go of Python's lock while it works.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import av
from av.audio.resampler import AudioResampler
from av.container import InputContainer, OutputContainer

from streams.media.core.boxes import BrokenMedia
from streams.media.core.clock import Clock
from streams.media.core.cutting import Cutter, Outlet
from streams.media.core.feed import Feed

PART_SECONDS = 0.2
# How far into a stream one looks to know what it is. A key frame of FLV may come late.
ANALYSED = {"webm": "1000000", "matroska": "1000000", "flv": "6000000"}
INPUT = {"probesize": "5000000", "protocol_whitelist": "pipe"}
OUTPUT = {
    "movflags": "empty_moov+default_base_moof+frag_keyframe+omit_tfhd_offset",
    "frag_duration": str(int(PART_SECONDS * 1_000_000)),
    "flush_packets": "1",
    # Sound that is late holds up no picture for longer.
    "max_interleave_delta": "300000",
    "use_editlist": "0",
}
GREATEST_SIDE, GREATEST_PIXELS = 3840, 1920 * 1200
SOUND_RATE, SOUND_BITS = 48_000, 128_000
KEY_FRAME_EVERY = Fraction(2)
PICTURE_BITS = 2_500_000


@dataclass
class Facts:
    """What is seen of a sender, for its health."""

    codec: str = ""
    width: int = 0
    height: int = 0
    frames: int = 0
    transcoded: bool = False


@dataclass
class Remuxer:
    """`transcodes` bounds how many pictures the process turns into H.264 at once. `on_end` hears why it ended; "" is well."""

    feed: Feed
    container: str
    outlet: Outlet
    transcodes: threading.Semaphore
    on_end: Callable[[str], None]
    facts: Facts = field(default_factory=Facts)

    def start(self) -> threading.Thread:
        thread = threading.Thread(target=self._run, name="remux", daemon=True)
        thread.start()
        return thread

    def _run(self) -> None:
        try:
            with av.open(
                self.feed, "r", format=self.container, options={**INPUT, "analyzeduration": ANALYSED[self.container]}
            ) as source:
                self._remux(source)
        except (av.FFmpegError, BrokenMedia, ValueError, MemoryError) as error:
            self.on_end(str(error) or type(error).__name__)
        else:
            self.on_end("")

    def _remux(self, source: InputContainer) -> None:
        picture = source.streams.video[0] if source.streams.video else None
        sound = source.streams.audio[0] if source.streams.audio else None
        if picture is None and sound is None:
            raise BrokenMedia("there is neither picture nor sound")
        with av.open(Cutter(self.outlet), "w", format="mp4", options=OUTPUT) as target:
            clock = Clock()
            ways = {}
            if picture is not None:
                ways[picture.index] = self._picture(picture, target, clock)
            if sound is not None:
                ways[sound.index] = _sound(sound, target, clock)
            try:
                for packet in source.demux():
                    if packet.size and (packet.pts is not None or packet.dts is not None):
                        way = ways.get(packet.stream.index)
                        if way is not None:
                            way.take(packet)
            finally:
                for way in ways.values():
                    way.close()

    def _picture(self, stream: Any, target: OutputContainer, clock: Clock) -> Way:
        facts, context = self.facts, stream.codec_context
        facts.codec, facts.width, facts.height = context.name, context.width, context.height
        if not (0 < facts.width <= GREATEST_SIDE and 0 < facts.height <= GREATEST_SIDE):
            raise BrokenMedia("a picture of no possible size")
        if facts.width * facts.height > GREATEST_PIXELS:
            raise BrokenMedia("a picture larger than this house carries")
        if context.name == "h264":
            return Copied(stream, target, clock, self._seen)
        if context.name not in {"vp8", "vp9"}:
            raise BrokenMedia(f"{context.name} is no picture that this house carries")
        if not self.transcodes.acquire(blocking=False):
            raise BrokenMedia("too many pictures are being converted; send H.264")
        facts.transcoded = True
        return Drawn(stream, target, clock, self._seen, self.transcodes)

    def _seen(self) -> None:
        self.facts.frames += 1


class Way:
    """How one track goes from a sender to the parts."""

    def take(self, packet: Any) -> None:
        raise NotImplementedError

    def close(self) -> None:
        """What was held back is let go."""


def _sound(stream: Any, target: OutputContainer, clock: Clock) -> Way:
    if stream.codec_context.name == "aac":
        return Copied(stream, target, clock, None)
    if stream.codec_context.name not in {"opus", "vorbis", "mp3", "pcm_s16le"}:
        raise BrokenMedia(f"{stream.codec_context.name} is no sound that this house carries")
    return Heard(target, clock)


class Copied(Way):
    """As it came."""

    def __init__(self, stream: Any, target: OutputContainer, clock: Clock, seen: Callable[[], None] | None) -> None:
        self._out = target.add_stream_from_template(stream)
        self._target, self._clock, self._seen = target, clock, seen

    def take(self, packet: Any) -> None:
        self._clock.set(packet, self._out.index)
        packet.stream = self._out
        self._target.mux(packet)
        if self._seen is not None:
            self._seen()


class Heard(Way):
    """Sound that becomes AAC."""

    def __init__(self, target: OutputContainer, clock: Clock) -> None:
        self._out = target.add_stream("aac", rate=SOUND_RATE)
        self._out.bit_rate, self._out.layout = SOUND_BITS, "stereo"
        self._target, self._clock = target, clock
        self._resampler = AudioResampler("fltp", "stereo", SOUND_RATE, frame_size=1024)

    def take(self, packet: Any) -> None:
        self._clock.set(packet, self._out.index)
        for frame in packet.decode():
            for evened in self._resampler.resample(frame):
                self._target.mux(self._out.encode(evened))

    def close(self) -> None:
        for evened in self._resampler.resample(None):
            self._target.mux(self._out.encode(evened))
        self._target.mux(self._out.encode(None))


class Drawn(Way):
    """A picture that becomes H.264."""

    def __init__(
        self,
        stream: Any,
        target: OutputContainer,
        clock: Clock,
        seen: Callable[[], None],
        transcodes: threading.Semaphore,
    ) -> None:
        self._out = target.add_stream("libx264", rate=30)
        # x264 takes even sides alone.
        self._out.width, self._out.height = stream.width // 2 * 2, stream.height // 2 * 2
        self._out.pix_fmt, self._out.bit_rate = "yuv420p", PICTURE_BITS
        self._out.codec_context.time_base = Fraction(1, 1000)
        self._out.options = {"preset": "ultrafast", "tune": "zerolatency", "g": "60"}
        self._target, self._clock, self._seen, self._transcodes = target, clock, seen, transcodes
        self._key_frame_at: Fraction | None = None

    def take(self, packet: Any) -> None:
        self._clock.set(packet, self._out.index)
        for frame in packet.decode():
            at = Fraction(frame.pts * frame.time_base)
            if self._key_frame_at is None or at - self._key_frame_at >= KEY_FRAME_EVERY:
                self._key_frame_at, frame.pict_type = at, av.video.frame.PictureType.I
            else:
                frame.pict_type = av.video.frame.PictureType.NONE
            fitted = frame.reformat(width=self._out.width, height=self._out.height, format="yuv420p")
            self._target.mux(self._out.encode(fitted))
            self._seen()

    def close(self) -> None:
        try:
            self._target.mux(self._out.encode(None))
        finally:
            self._transcodes.release()
