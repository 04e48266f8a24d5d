from __future__ import annotations

import json
import uuid

import pytest
from django.utils.translation import gettext_lazy
from websockets.frames import Frame as StandardFrame
from websockets.frames import Opcode
from websockets.server import ServerProtocol
from websockets.streams import StreamReader

from roastlive.lib.errors import DomainError
from roastlive.lib.realtime.wire import Frame, encode, read

MOST = 1000


def code_of(text: str | None) -> str:
    with pytest.raises(DomainError) as refused:
        read({"type": "websocket.receive", "text": text, "bytes": None if text else b"\x00"}, MOST)
    return refused.value.code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "nonsense",
        '{"a":NaN}',
        '{"a":Infinity}',
        '{"a":-Infinity}',
        '{"a":1e999}',
        '{"a":-1e999}',
        '{"a":1,"a":2}',
        '{"a":{"b":1,"b":2}}',
        "[]",
        "3",
        "null",
        '"text"',
        "{'a':1}",
        '{"a":1,}',
        '{"a":01}',
        '{"a":"\n"}',
        '{"t":"ping"} {}',
        "\ufeff{}",
    ],
)
def test_what_the_standard_does_not_call_an_object_is_not_json(text):
    assert code_of(text) == "not_json"


@pytest.mark.parametrize("opening", ["[", '{"a":', '{"a":['])
def test_no_depth_breaks_the_parser(opening):
    deep = opening * 200_000
    with pytest.raises(DomainError) as refused:
        read({"text": deep}, len(deep))
    assert refused.value.code == "not_json"


def test_a_number_with_too_many_digits_is_not_json():
    digits = '{"a":' + "9" * 10_000 + "}"
    with pytest.raises(DomainError) as refused:
        read({"text": digits}, len(digits))
    assert refused.value.code == "not_json"


def test_bytes_are_no_text():
    assert code_of(None) == "binary"


@pytest.mark.parametrize("letter", ["x", "ü", "€", "😀"])
def test_the_bound_counts_bytes(letter):
    size = len(letter.encode())
    fits = '{"a":"' + letter * ((MOST - 8) // size) + '"}'
    assert read({"text": fits}, MOST) == json.loads(fits)
    assert code_of('{"a":"' + letter * (MOST // size) + '"}') == "too_large"


def test_an_object_is_read_as_it_is():
    text = '{"t":"say","text":"tea \\u0026 cake ü","n":3,"x":1.5,"y":null}'
    assert read({"text": text}, MOST) == {"t": "say", "text": "tea & cake ü", "n": 3, "x": 1.5, "y": None}


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65_535, 65_536, 200_000])
def test_a_frame_is_what_the_standard_says(size):
    frame = Frame(b"x" * size)
    reader = StreamReader()
    reader.feed_data(frame.wire)
    reader.feed_eof()
    parser = ServerProtocol()
    parsing = StandardFrame.parse(reader.read_exact, mask=False, max_size=None, extensions=parser.extensions)
    with pytest.raises(StopIteration) as done:
        next(parsing)
    parsed = done.value.value
    assert (parsed.opcode, parsed.fin, bytes(parsed.data)) == (Opcode.TEXT, True, frame.payload)
    assert [parsed.rsv1, parsed.rsv2, parsed.rsv3] == [False, False, False]


def test_ids_and_lazy_texts_become_text():
    key = uuid.uuid4()
    assert json.loads(encode({"id": key, "say": gettext_lazy("ü")})) == {"id": str(key), "say": "ü"}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800"])
def test_nobody_can_publish_what_clients_could_not_read(value):
    with pytest.raises(ValueError):  # noqa: PT011 - json and the codec each have their own words
        encode({"a": value})
