"""Frames as bytes, and text as it may come from anybody."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from functools import cached_property
from math import isfinite
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from roastlive.lib.errors import TooLarge
from roastlive.lib.realtime.errors import BinaryFrame, NotJson

FINAL_TEXT = 0x81

_encoder = DjangoJSONEncoder(separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def encode(value: Any) -> bytes:
    """JSON as UTF-8. NaN and lone surrogates raise here, before anybody could receive them."""
    return _encoder.encode(value).encode()


class Frame:
    """One text message for any number of sockets, framed once (RFC 6455: final, unmasked, not compressed)."""

    def __init__(self, payload: bytes) -> None:
        self.payload = payload
        self.wire = _header(len(payload)) + payload
        # What a server's own way of sending one message to many has made of it.
        self.prepared: Any = None

    @classmethod
    def of(cls, message: Mapping[str, Any]) -> Frame:
        return cls(encode(message))

    @cached_property
    def text(self) -> str:
        return self.payload.decode()


def _header(size: int) -> bytes:
    if size < 126:
        return bytes((FINAL_TEXT, size))
    if size < 1 << 16:
        return struct.pack("!BBH", FINAL_TEXT, 126, size)
    return struct.pack("!BBQ", FINAL_TEXT, 127, size)


def read(event: Mapping[str, Any], most: int) -> dict[str, Any]:
    """The object in an ASGI `websocket.receive` event; whatever is wrong with it becomes a DomainError."""
    text = event.get("text")
    if text is None:
        raise BinaryFrame
    if len(text) > most or (not text.isascii() and len(text.encode(errors="replace")) > most):
        raise TooLarge
    try:
        value = _decoder.decode(text)
    except (ValueError, RecursionError) as error:
        raise NotJson from error
    if not isinstance(value, dict):
        raise NotJson
    return value


def _finite(digits: str) -> float:
    number = float(digits)
    if not isfinite(number):
        raise ValueError("beyond any number")
    return number


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found


# Python's decoder accepts more than JSON; what it accepts and we do not is where parsers of two programs disagree.
_decoder = json.JSONDecoder(parse_float=_finite, parse_constant=_no_constant, object_pairs_hook=_without_duplicates)
