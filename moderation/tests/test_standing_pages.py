"""What people see of their own sanctions, on the page and over the API."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.tests.cast import logged_in, person
from moderation.models import Appeal
from moderation.services.appeals import answer
from moderation.services.sanctions import lift
from moderation.tests.guardhouse import Kind, a_guard, sanctioned

pytestmark = pytest.mark.django_db
PAGE = "/settings/standing/"
WORDS = "It was a quote, and the whole room knew it."


def test_the_page_shows_why_and_never_what_the_desk_noted():
    dora = person()
    sanctioned(dora, Kind.MUTE, reason="Too loud by half.", note="Probably Kurt again.")
    page = logged_in(dora).get(PAGE).content.decode()
    assert "Too loud by half." in page
    assert "Kurt" not in page
    assert "greta" not in page


def test_without_sanctions_it_says_so_and_how_far_one_is_trusted():
    page = logged_in(person()).get(PAGE).content.decode()
    assert "Nothing stands between you and the stage" in page
    assert "A verified email address" in page


def test_a_page_costs_the_same_however_much_there_was():
    dora = person()
    browser = logged_in(dora)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(PAGE).status_code == 200
        return len(queries)

    sanctioned(dora, Kind.WARNING)
    before = cost()
    for _turn in range(5):
        sanctioned(dora, Kind.WARNING)
    assert cost() <= before


def test_a_stranger_is_asked_to_log_in():
    row = sanctioned(person())
    for address in (PAGE, f"{PAGE}{row.pk}/appeal/"):
        assert Client().get(address).url.startswith("/login/")
    for address in ("standing", "sanctions", f"sanctions/{row.pk}", "appeals"):
        assert Client().get(f"/api/v1/{address}/").status_code == 401


def test_they_appeal_on_the_page_and_read_the_answer_there():
    dora = person()
    row, browser = sanctioned(dora), logged_in(dora)
    address = f"{PAGE}{row.pk}/appeal/"
    assert browser.get(address).status_code == 200
    assert browser.post(address, {"words": ""}).status_code == 400
    assert browser.post(address, {"words": WORDS}).url == PAGE
    answer(appeal_id=Appeal.objects.get().pk, by=a_guard(), grant=False, words="The rule is the rule.")
    page = browser.get(PAGE).content.decode()
    assert WORDS in page
    assert "The rule is the rule." in page
    assert "greta" not in page
    assert browser.post(address, {"words": WORDS}).status_code == 409


def test_what_is_somebody_elses_is_not_there():
    row, browser = sanctioned(person()), logged_in(person("rosa"))
    assert browser.get(f"{PAGE}{row.pk}/appeal/").status_code == 404
    assert browser.post(f"{PAGE}{row.pk}/appeal/", {"words": WORDS}).status_code == 404
    assert browser.get(f"/api/v1/sanctions/{row.pk}/").status_code == 404
    refused = browser.post("/api/v1/appeals/", {"sanction": str(row.pk), "words": WORDS}, "application/json")
    assert refused.status_code == 404
    assert not Appeal.objects.exists()


def test_script_in_an_appeal_runs_nowhere():
    dora = person()
    row, browser = sanctioned(dora), logged_in(dora)
    browser.post(f"{PAGE}{row.pk}/appeal/", {"words": "<script>alert(1)</script> and <img src=x onerror=y>"})
    page = browser.get(PAGE).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_the_api_tells_ones_own_and_takes_an_appeal():
    dora = person()
    row, browser = sanctioned(dora, Kind.MUTE, reason="Too loud by half.", note="Kurt?"), logged_in(dora)
    (shown,) = browser.get("/api/v1/sanctions/").json()["results"]
    assert (shown["id"], shown["kind"], shown["reason"], shown["is_in_force"]) == (
        str(row.pk),
        "mute",
        "Too loud by half.",
        True,
    )
    assert "note" not in shown
    assert "issued_by" not in shown
    made = browser.post("/api/v1/appeals/", {"sanction": str(row.pk), "words": WORDS}, "application/json")
    assert (made.status_code, made.json()["status"]) == (201, "open")
    again = browser.post("/api/v1/appeals/", {"sanction": str(row.pk), "words": WORDS}, "application/json")
    assert (again.status_code, again.json()["code"]) == (409, "already_appealed")
    assert browser.get(f"/api/v1/appeals/{made.json()['id']}/").json()["words"] == WORDS
    assert len(browser.get("/api/v1/appeals/").json()["results"]) == 1


@pytest.mark.parametrize("body", [{}, {"sanction": "x", "words": WORDS}, {"sanction": None, "words": 7}])
def test_what_is_no_appeal_is_refused(body: dict[str, object]):
    dora = person()
    sanctioned(dora)
    assert logged_in(dora).post("/api/v1/appeals/", body, "application/json").status_code == 400


def test_the_api_tells_what_one_may():
    dora = person()
    row, browser = sanctioned(dora, Kind.MUTE), logged_in(dora)
    here = browser.get("/api/v1/standing/").json()
    assert (here["may"]["speak"], here["may"]["enter"], here["trust"]) == (False, True, 0)
    lift(sanction=row, by=row.issued_by, reason="Enough.")
    assert browser.get("/api/v1/standing/").json()["may"]["speak"]
