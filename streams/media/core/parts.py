"""What goes out: the head of a stream, and its pieces."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Init:
    """What a decoder must have before anything else. Another one is another picture: size, codec, or sender."""

    index: int
    data: bytes
    mime: str


@dataclass(frozen=True, slots=True)
class Part:
    data: bytes
    duration: float
    # Whether one can begin with it.
    independent: bool
