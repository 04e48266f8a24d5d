"""Gifts and tips that are given during something: checked by whoever offers it, shown there, and led back to."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from accounts.tests.ensemble import a_creator
from economy.errors import UnknownOccasion
from economy.events import GiftGiven, TipGiven
from economy.models import Gift, Tip
from economy.occasions import Occasion, _kinds, register_occasion
from economy.tests.purse import a_key, gift_from, purse, somebody_with, tip_from
from roastlive.lib import events
from roastlive.lib.errors import Forbidden
from roastlive.lib.rls import acting_as_house

pytestmark = pytest.mark.django_db


class Party:
    """Something during which one may give."""

    def __init__(self):
        self.is_open = True
        self.asked, self.shown = [], []

    def check(self, sender, creator, identifier):
        self.asked.append((sender.username, creator.slug, identifier))
        if not self.is_open:
            raise Forbidden

    def show(self, identifier, given):
        self.shown.append((identifier, given))

    @property
    def occasion(self):
        return Occasion("party", "7")


@pytest.fixture
def party():
    there = Party()
    register_occasion("party", there.check, show=there.show, page=lambda identifier: f"/party/{identifier}/")
    yield there
    _kinds.pop("party")


@pytest.fixture
def rita(db):
    return a_creator("rita")


@pytest.fixture
def vera(client):
    person = somebody_with(1000)
    client.force_login(person)
    return person


def send(client: Client, path: str, **said):
    body = {"creator": "rita", **said}
    return client.post(path, json.dumps(body), content_type="application/json", headers={"Idempotency-Key": a_key()})


def during() -> list[tuple[str, str]]:
    with acting_as_house():
        return [
            *Gift.objects.values_list("subject_kind", "subject_id"),
            *Tip.objects.values_list("subject_kind", "subject_id"),
        ]


def test_a_gift_and_a_tip_are_checked_written_and_shown_there(party, vera, rita):
    gift_from(vera, rita, "airhorn", 2, occasion=party.occasion)
    tip_from(vera, rita, 50, "Well said", occasion=party.occasion)
    assert party.asked == [("vera", "rita", "7")] * 2
    assert during() == [("party", "7")] * 2
    (_id, [gift]), (_id, [tip]) = party.shown
    assert (gift["kind"], gift["gift"], gift["quantity"], gift["tokens"]) == ("gift", "airhorn", 2, 50)
    assert (tip["kind"], tip["from"], tip["tokens"], tip["message"]) == ("tip", "vera", 50, "Well said")


def test_what_is_given_during_nothing_is_shown_nowhere(party, vera, rita):
    gift_from(vera, rita)
    assert (party.asked, party.shown, during()) == ([], [], [("", "")])


def test_a_refusal_takes_nothing(party, vera, rita):
    party.is_open = False
    with pytest.raises(Forbidden):
        gift_from(vera, rita, occasion=party.occasion)
    with pytest.raises(Forbidden):
        tip_from(vera, rita, occasion=party.occasion)
    assert (purse(vera), during()) == (1000, [])


def test_a_retry_gets_its_answer_though_the_party_is_over(party, vera, rita):
    key = a_key()
    first = gift_from(vera, rita, occasion=party.occasion, key=key)
    party.is_open = False
    assert gift_from(vera, rita, occasion=party.occasion, key=key).gift == first.gift
    assert len(party.shown) == 1


@pytest.mark.parametrize("occasion", [Occasion("wedding", "7"), Occasion("party", ""), Occasion("", "7")])
def test_what_nobody_offers_is_refused(party, vera, rita, occasion):
    with pytest.raises(UnknownOccasion):
        tip_from(vera, rita, occasion=occasion)
    assert purse(vera) == 1000


def test_the_api_takes_it(client, party, vera, rita):
    said = {"subject_kind": "party", "subject_id": "7"}
    assert send(client, "/api/v1/gifts/", gift="airhorn", **said).status_code == 201
    assert send(client, "/api/v1/tips/", amount=10, **said).status_code == 201
    assert during() == [("party", "7")] * 2
    refused = send(client, "/api/v1/tips/", amount=10, subject_kind="wedding", subject_id="7")
    assert (refused.status_code, refused.json()["code"]) == (400, "unknown_occasion")
    assert send(client, "/api/v1/tips/", amount=10, subject_kind="party", subject_id=7).status_code in {201, 400}
    assert send(client, "/api/v1/tips/", amount=10, subject_kind={}, subject_id="7").status_code == 400
    assert send(client, "/api/v1/tips/", amount=10, subject_kind="party", subject_id="x" * 65).status_code == 400


def test_the_form_takes_it_and_leads_back_there(client, party, vera, rita):
    said = {"subject_kind": "party", "subject_id": "7"}
    gift = client.post(
        reverse("economy:give_gift", args=["rita"]), {"gift": "airhorn", "quantity": "1", "key": a_key(), **said}
    )
    tip = client.post(reverse("economy:give_tip", args=["rita"]), {"amount": "10", "key": a_key(), **said})
    assert (gift.url, tip.url) == ("/party/7/", "/party/7/")
    assert during() == [("party", "7")] * 2


def test_a_form_that_was_refused_still_knows_it(client, party, vera, rita):
    said = {"subject_kind": "party", "subject_id": "7"}
    page = client.post(reverse("economy:give_tip", args=["rita"]), {"amount": "5000", "key": a_key(), **said})
    assert page.status_code == 409
    assert page.content.count(b'name="subject_id" value="7"') == 2


def test_the_events_say_during_what(party, vera, rita, monkeypatch, django_capture_on_commit_callbacks):
    heard = []
    monkeypatch.setattr(events, "_receivers", {GiftGiven: [heard.append], TipGiven: [heard.append]})
    with django_capture_on_commit_callbacks(execute=True):
        gift_from(vera, rita, "airhorn", 3, occasion=party.occasion)
        tip_from(vera, rita, 50)
    assert [(event.tokens, event.subject_kind, event.subject_id) for event in heard] == [
        (75, "party", "7"),
        (50, "", ""),
    ]
