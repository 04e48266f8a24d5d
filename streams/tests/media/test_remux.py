"""Any sender's stream becomes parts that a browser plays, or ends with a reason."""

from __future__ import annotations

import io
import random

import av
import pytest

from streams.tests.media.senders import Heard, remuxed, sent


def played(heard: Heard) -> av.container.InputContainer:
    return av.open(io.BytesIO(heard.file))


@pytest.mark.parametrize(
    ("container", "picture", "sound"),
    [("webm", "h264", "opus"), ("webm", "vp8", "opus"), ("flv", "h264", "aac"), ("webm", "h264", None)],
)
def test_every_sender_becomes_short_parts_of_h264_and_aac(container: str, picture: str, sound: str | None):
    heard, remuxer = remuxed(sent(container, picture=picture, sound=sound), container)
    assert heard.why == ""
    assert heard.seconds == pytest.approx(3, abs=0.1)
    assert max(duration for _data, duration, _independent in heard.parts) < 0.5
    assert heard.parts[0][2]
    assert heard.inits[0][1].startswith('video/mp4; codecs="avc1.')
    assert remuxer.facts.transcoded is (picture == "vp8")
    with played(heard) as file:
        assert file.streams.video[0].codec_context.name == "h264"
        assert sum(1 for _ in file.decode(video=0)) == pytest.approx(90, abs=2)
        assert bool(file.streams.audio) is bool(sound)


def test_a_key_frame_begins_a_part_of_its_own():
    heard, _ = remuxed(sent(seconds=4, key_frame_every=60))
    assert sum(independent for _data, _duration, independent in heard.parts) == 2


def test_sound_alone_is_a_stream_too():
    heard, _ = remuxed(sent(picture=None))
    assert heard.inits[0][1] == 'audio/mp4; codecs="mp4a.40.2"'
    assert heard.seconds == pytest.approx(3, abs=0.2)
    assert all(independent for _data, _duration, independent in heard.parts)


def test_a_clock_that_is_set_forward_leaves_no_hole_and_backward_no_knot():
    whole = sent("flv", sound="aac", seconds=2, begins=0) + sent("flv", sound="aac", seconds=2, begins=3600)[13:]
    heard, _ = remuxed(whole, "flv")
    assert heard.seconds == pytest.approx(4, abs=0.3)
    back = sent("flv", sound="aac", seconds=2, begins=3600) + sent("flv", sound="aac", seconds=2, begins=0)[13:]
    heard, _ = remuxed(back, "flv")
    assert heard.seconds == pytest.approx(4, abs=0.3)


@pytest.mark.parametrize("container", ["webm", "flv"])
def test_garbage_ends_with_a_reason(container: str):
    heard, _ = remuxed(random.Random(7).randbytes(200_000), container)
    assert heard.why
    assert not heard.parts


def test_a_stream_that_turns_into_garbage_ends_and_keeps_what_was_good():
    good = sent(seconds=2)
    heard, _ = remuxed(good[: len(good) // 2] + random.Random(7).randbytes(100_000))
    assert heard.parts


def test_wrong_codecs_are_refused_by_name():
    heard, _ = remuxed(sent("matroska", picture="mpeg4", sound=None), "webm")
    assert "mpeg4" in heard.why


def test_only_so_many_pictures_are_converted_at_once():
    heard, _ = remuxed(sent(picture="vp8", seconds=1), transcodes=0)
    assert "H.264" in heard.why


def test_a_picture_that_is_too_large_is_refused():
    heard, _ = remuxed(sent(size=(2048, 1280), seconds=0.2, sound=None))
    assert "larger" in heard.why


def test_nothing_at_all_ends_too():
    heard, _ = remuxed(b"")
    assert heard.why
