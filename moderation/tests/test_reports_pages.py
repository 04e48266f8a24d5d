import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.tests.cast import logged_in, person
from accounts.tests.ensemble import a_creator
from moderation.models import Report
from moderation.services.deciding import decide
from moderation.tests.courtroom import a_moderator, reported, sentence
from roastlive.lib.ids import uuid7
from roastlive.lib.redis_clients import redis_client

pytestmark = pytest.mark.django_db

API = "/api/v1/reports/"
JSON = "application/json"


@pytest.fixture(autouse=True)
def fresh_limits():
    redis_client().flushdb()


@pytest.fixture
def rita():
    return a_creator("rita", bio="I bite.")


@pytest.fixture
def vera():
    return person("vera")


@pytest.fixture
def client(vera):
    return logged_in(vera)


def page_of(channel):
    return reverse("moderation:report", args=["channel", channel.pk])


def test_a_channel_has_a_flag_for_those_who_are_logged_in(client, rita):
    assert page_of(rita) in client.get("/@rita/").content.decode()
    assert page_of(rita) not in Client().get("/@rita/").content.decode()


def test_nobody_is_offered_to_report_themselves(rita):
    assert page_of(rita) not in logged_in(rita.user).get("/@rita/").content.decode()


def test_reporting_without_scripts_is_a_page_and_leads_back(client, rita):
    page = client.get(page_of(rita) + "?next=/@rita/")
    assert page.status_code == 200
    assert "Report “Rita”" in page.content.decode()
    sent = client.post(page_of(rita) + "?next=/@rita/", {"type": "harassment", "words": "She bites."})
    assert (sent.status_code, sent["Location"]) == (302, "/@rita/")
    assert Report.objects.get().words == "She bites."


def test_a_report_leads_nowhere_else(client, rita):
    sent = client.post(page_of(rita) + "?next=https://evil.example/", {"type": "spam"})
    assert sent["Location"] == "/@rita/"


def test_with_scripts_it_is_a_dialog_that_says_thank_you(client, rita):
    dialog = client.get(page_of(rita), headers={"HX-Request": "true"}).content.decode()
    assert dialog.lstrip().startswith("<dialog")
    assert "<html" not in dialog
    sent = client.post(page_of(rita), {"type": "spam"}, headers={"HX-Request": "true"})
    assert (sent.status_code, sent["HX-Reswap"], sent.content) == (200, "none", b"")
    assert json.loads(sent["HX-Trigger"])["reported"] is True


def test_what_is_wrong_stands_in_the_form(client, rita):
    answer = client.post(page_of(rita), {"type": "rude", "words": "x" * 1001})
    assert answer.status_code == 400
    assert set(answer.context["form"].errors) == {"type", "words"}
    client.post(page_of(rita), {"type": "spam"})
    again = client.post(page_of(rita), {"type": "spam"})
    assert again.status_code == 409
    assert "You have reported this already" in again.content.decode()
    assert Report.objects.count() == 1


@pytest.mark.parametrize("kind", ["channel", "person", "spaceship"])
def test_what_is_not_there_is_a_404_for_everybody(client, kind):
    assert client.get(reverse("moderation:report", args=[kind, uuid7()])).status_code == 404


def test_strangers_are_sent_to_the_door(rita):
    answer = Client().get(page_of(rita))
    assert (answer.status_code, answer["Location"].startswith("/login/")) == (302, True)


def test_reporting_has_an_end(client, vera):
    people = [person(f"emil{number}") for number in range(21)]
    statuses = [
        client.post(reverse("moderation:report", args=["person", somebody.pk]), {"type": "spam"}).status_code
        for somebody in people
    ]
    assert statuses == [302] * 20 + [429]
    late = client.post(API, {"kind": "person", "id": str(people[-1].pk), "type": "spam"}, content_type=JSON)
    assert (late.status_code, late.json()["code"]) == (429, "rate_limited")


def test_somebody_sees_their_reports_and_what_came_of_them(client, vera, rita):
    case = reported(rita, vera).case
    reported(a_creator("len"), vera, type="copyright")
    reported(a_creator("nora"), person("emil"))
    decide(case_id=case.pk, sentence=sentence(a_moderator("mo"), "warn"))
    page = client.get("/settings/reports/").content.decode()
    assert {"Rita", "Len", "Nora"} & set(re.split(r"[<>]", page)) == {"Rita", "Len"}
    assert all(status in page for status in ("Acted upon", "Waiting"))
    assert "mo" not in [word.strip("<>\"'") for word in page.split()]


def test_an_empty_list_says_so(client):
    assert "Nothing so far" in client.get("/settings/reports/").content.decode()


class TestApi:
    def post(self, client, **body):
        return client.post(API, body, content_type=JSON)

    def test_takes_a_report_and_shows_ones_own(self, client, vera, rita):
        sent = self.post(client, kind="channel", id=str(rita.pk), type="harassment", words="She bites.")
        assert sent.status_code == 201
        body = sent.json()
        assert (body["kind"], body["subject"], body["title"], body["status"]) == (
            "channel",
            str(rita.pk),
            "Rita",
            "pending",
        )
        reported(rita, person("emil"))
        listed = client.get(API).json()["results"]
        assert [row["id"] for row in listed] == [body["id"]]
        assert not {"reviewed_by", "notes", "reporter", "snapshot"} & set(listed[0])

    @pytest.mark.parametrize(
        ("body", "status", "code"),
        [
            ({}, 400, "invalid"),
            ({"kind": "channel", "id": "x", "type": "spam"}, 400, "invalid"),
            ({"kind": "channel", "id": str(uuid7()), "type": "spam"}, 404, "not_found"),
            ({"kind": "spaceship", "id": str(uuid7()), "type": "spam"}, 404, "not_found"),
            ({"kind": "channel", "id": str(uuid7()), "type": "rude"}, 400, "invalid"),
            ({"kind": "channel", "id": str(uuid7()), "type": "spam", "status": "resolved"}, 400, "invalid"),
            ({"kind": "channel", "id": str(uuid7()), "type": "spam", "words": "\u0000"}, 400, "malformed"),
            ({"kind": "k" * 41, "id": str(uuid7()), "type": "spam"}, 400, "invalid"),
        ],
    )
    def test_refuses_nonsense_and_changes_nothing(self, client, body, status, code):
        answer = self.post(client, **body)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert not Report.objects.exists()

    def test_refuses_the_same_twice_and_oneself(self, client, vera, rita):
        self.post(client, kind="channel", id=str(rita.pk), type="spam")
        again = self.post(client, kind="channel", id=str(rita.pk), type="spam")
        assert (again.status_code, again.json()["code"]) == (409, "already_reported")
        self_ = self.post(client, kind="person", id=str(vera.pk), type="spam")
        assert (self_.status_code, self_.json()["code"]) == (400, "cannot_report_yourself")

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_asks_strangers_to_log_in(self, method):
        answer = getattr(Client(), method)(API, content_type=JSON)
        assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")

    def test_lists_with_a_number_of_queries_that_does_not_grow(self, client, vera, django_assert_max_num_queries):
        for number in range(6):
            reported(a_creator(f"act{number}"), vera)
        with django_assert_max_num_queries(9):
            assert len(client.get(API).json()["results"]) == 6
