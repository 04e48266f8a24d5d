"""`manage.py screen` explains, and judges whole files without stumbling over one row."""

import io
import json

import pytest
from django.core.management import CommandError, call_command


def told(*args, **options):
    out = io.StringIO()
    call_command("screen", *args, stdout=out, **options)
    return out.getvalue()


def judged(raw: bytes):
    rows = io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8")
    return [json.loads(row) for row in told("--jsonl", stdin=rows).splitlines()]


def test_it_says_what_it_found_where_and_why():
    answer = told("oh I will f1nd y0ur house")
    assert "turned away, threat" in answer
    assert "I will f1nd y0ur house" in answer
    assert "Threatens to find somebody" in answer


def test_who_says_it_to_whom_and_how_strictly_matters():
    line = "you ugly idiot"
    assert "let through" in told(line, "--speaker=performer", "--target=consenting_rival")
    assert "held" in told(line, "--target=viewer")
    assert "held" in told(line, "--level=4")


def test_nothing_cannot_be_judged():
    with pytest.raises(CommandError):
        told("   ")


def test_every_row_gets_an_answer_of_its_own():
    rows = [
        b'{"text": "kys", "speaker": "viewer", "target": "performer"}',
        b"not json",
        b'{"text": 3}',
        b"",
        b'{"text": "hi", "speaker": "king"}',
        b"\xff\xfe",
        b"[1]",
        b"[" * 100_000,
        b'{"text": "half \\ud800 a letter"}',
        b'{"text": "", "target": "none"}',
        b'{"text": "nice set", "speaker": "performer", "target": "consenting_rival", "more": 1}',
    ]
    answers = judged(b"\n".join(rows) + b"\n")
    assert len(answers) == len(rows)
    assert answers[0]["verdict"] == "block"
    assert answers[0]["reasons"][0]["found"] == "kys"
    assert [answer.get("line") for answer in answers[1:8]] == [2, 3, 4, 5, 6, 7, 8]
    assert all(answer["verdict"] == "allow" for answer in answers[8:])
