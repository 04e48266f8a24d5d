"""Reacting from a program, and reading what everybody's reactions add up to."""

from __future__ import annotations

import pytest

from accounts.tests.cast import logged_in
from accounts.tests.ensemble import a_person
from streams.models import StreamStats
from streams.selectors.figures import differences
from streams.tests.stage import a_live_show, a_show

pytestmark = pytest.mark.django_db


def a_room():
    show = a_live_show()
    StreamStats.objects.create(stream=show)
    return show, logged_in(a_person("vera"))


def test_a_reaction_counts_and_moves_the_meter(client):
    show, vera = a_room()
    path = f"/api/v1/streams/{show.pk}/reactions/"
    said = {"kind": "fire", "number": 5}
    assert vera.post(path, said, content_type="application/json").status_code == 204
    found = client.get(path).json()
    assert found["counts"]["fire"] == 5
    assert found["meter"] > 0
    assert found["curve"] == [{"second": found["curve"][0]["second"], "value": found["meter"]}]
    assert list(differences(show.pk)) == []


@pytest.mark.parametrize(
    "said", [{}, {"kind": "kiss"}, {"kind": "fire", "number": 21}, {"kind": "fire", "number": "3"}]
)
def test_what_is_no_reaction_is_refused(said):
    show, vera = a_room()
    answer = vera.post(f"/api/v1/streams/{show.pk}/reactions/", said, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert StreamStats.objects.get().fire == 0


def test_so_many_a_second_and_only_while_it_is_live():
    show, vera = a_room()
    said = {"kind": "boo", "number": 20}
    answers = [
        vera.post(f"/api/v1/streams/{show.pk}/reactions/", said, content_type="application/json").status_code
        for _press in range(3)
    ]
    assert answers[0] == 204
    assert 429 in answers
    later = a_show("len")
    answer = vera.post(f"/api/v1/streams/{later.pk}/reactions/", {"kind": "boo"}, content_type="application/json")
    assert answer.json()["code"] == "not_live"
