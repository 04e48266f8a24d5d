"""AMF0, the values that RTMP's commands are made of; bounded, because anybody may send them."""

from __future__ import annotations

import struct
from typing import Any

VALUES_MOST, DEPTH_MOST, PROPERTIES_MOST = 32, 8, 64
NUMBER, BOOLEAN, STRING, OBJECT, NULL, UNDEFINED, MAP, LIST, LONG_STRING = 0, 1, 2, 3, 5, 6, 8, 10, 12
OBJECT_END = b"\0\0\t"


class BrokenCommand(Exception):
    """Bytes that are no values."""


def decode(data: bytes) -> list[Any]:
    """Raises BrokenCommand."""
    values: list[Any] = []
    reader = _Reader(data)
    try:
        while reader.at < len(data):
            if len(values) >= VALUES_MOST:
                raise BrokenCommand("too many values")
            values.append(reader.value(0))
    except struct.error as error:
        raise BrokenCommand("a value is cut off") from error
    return values


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def value(self, depth: int) -> Any:
        if depth > DEPTH_MOST:
            raise BrokenCommand("values are nested too deep")
        kind = self._take(1)[0]
        if kind == NUMBER:
            return struct.unpack(">d", self._take(8))[0]
        if kind == BOOLEAN:
            return self._take(1) != b"\0"
        if kind in {STRING, LONG_STRING}:
            return self._text(4 if kind == LONG_STRING else 2)
        if kind in {NULL, UNDEFINED}:
            return None
        if kind == MAP:
            self._take(4)
        if kind in {OBJECT, MAP}:
            return self._object(depth)
        if kind == LIST:
            return [self.value(depth + 1) for _ in range(min(self._number(4), PROPERTIES_MOST))]
        raise BrokenCommand(f"there is no kind {kind}")

    def _object(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while self.data[self.at : self.at + 3] != OBJECT_END:
            if len(found) >= PROPERTIES_MOST:
                raise BrokenCommand("an object is too large")
            name = self._text(2)
            found[name] = self.value(depth + 1)
        self.at += 3
        return found

    def _text(self, width: int) -> str:
        return self._take(self._number(width)).decode("utf-8", "replace")

    def _number(self, width: int) -> int:
        return int.from_bytes(self._take(width), "big")

    def _take(self, size: int) -> bytes:
        if self.at + size > len(self.data):
            raise BrokenCommand("a value is cut off")
        self.at += size
        return self.data[self.at - size : self.at]


def encode(*values: Any) -> bytes:
    return b"".join(map(_encoded, values))


def _encoded(value: Any) -> bytes:
    if value is None:
        return bytes([NULL])
    if isinstance(value, bool):
        return bytes([BOOLEAN, value])
    if isinstance(value, int | float):
        return bytes([NUMBER]) + struct.pack(">d", value)
    if isinstance(value, str):
        return bytes([STRING]) + _text(value)
    properties = b"".join(_text(name) + _encoded(each) for name, each in value.items())
    return bytes([OBJECT]) + properties + OBJECT_END


def _text(text: str) -> bytes:
    data = text.encode()
    return struct.pack(">H", len(data)) + data
