"""The page that says which part of the house works."""

from __future__ import annotations

import pytest
from django.test import Client

from roastlive import views
from roastlive.lib.http.health import Check
from roastlive.status import parts


def check(name: str, *, ok: bool = True, required: bool = True) -> Check:
    return Check(name=name, ok=ok, detail="answers" if ok else "does not answer", milliseconds=1.4, required=required)


@pytest.mark.parametrize(
    ("checks", "headline"),
    [
        ([check("postgres"), check("redis")], "The house is open."),
        ([check("postgres"), check("event_store", ok=False, required=False)], "Open, with a limp."),
        ([check("postgres", ok=False), check("redis")], "Closed for the moment."),
    ],
)
def test_the_headline_says_how_bad_it_is(
    checks: list[Check], headline: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "recent_checks", lambda: checks)
    assert headline in client.get("/status/").content.decode()


def test_a_part_that_is_away_says_what_people_will_miss(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "recent_checks", lambda: [check("redis", ok=False)])
    html = client.get("/status/").content.decode()
    assert "Live rooms stand still and come back by themselves." in html
    assert "does not answer" in html


def test_a_part_that_nobody_has_words_for_is_still_shown() -> None:
    (part,) = parts([check("carrier_pigeons", ok=False)])
    assert part.label == "carrier_pigeons"


@pytest.mark.django_db(transaction=True)
def test_the_real_stores_are_asked(client: Client) -> None:
    html = client.get("/status/").content.decode()
    assert "The books" in html
    assert "The wires" in html
