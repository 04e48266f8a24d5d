"""Whoever is suspended or banned is out at once, by every door, and reaches one page that says why."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from channels.db import database_sync_to_async
from django.test import Client

from accounts.models import User
from accounts.services.tokens import make_personal_token
from accounts.tests.cast import PASSWORD, code_of, is_in, logged_in, person, with_second_factor
from moderation.models import Appeal, UserSanction
from moderation.services.sanctions import lift
from moderation.tests.guardhouse import Kind, a_captain, sanctioned
from roastlive.testing.sockets import Browser, cookies_of

pytestmark = pytest.mark.django_db
WHY = "Three slurs in one set."
PAGE = "/login/standing/"
SHUT_OUT = [Kind.SUSPENSION, Kind.BAN]


def knock(somebody: User, password: str = PASSWORD) -> tuple[Client, Any]:
    client = Client()
    return client, client.post("/login/", {"email": somebody.email, "password": password})


def at_the_door(kind: str = Kind.SUSPENSION) -> tuple[Client, UserSanction]:
    row = sanctioned(person(), kind, reason=WHY)
    client, answer = knock(row.person)
    assert (answer.status_code, answer.url) == (302, PAGE)
    return client, row


@pytest.mark.parametrize("kind", SHUT_OUT)
def test_every_device_is_logged_out(kind: str):
    dora = person()
    phone, laptop = logged_in(dora), logged_in(dora)
    sanctioned(dora, kind)
    assert not is_in(phone)
    assert not is_in(laptop)


@pytest.mark.parametrize("kind", [Kind.WARNING, Kind.MUTE, Kind.TIMEOUT])
def test_smaller_rungs_leave_the_door_open(kind: str):
    dora = person()
    phone = logged_in(dora)
    sanctioned(dora, kind)
    assert is_in(phone)
    assert is_in(logged_in(dora))


@pytest.mark.parametrize("kind", SHUT_OUT)
def test_the_right_password_leads_to_one_page_alone(kind: str):
    client, _row = at_the_door(kind)
    page = client.get(PAGE)
    assert page.status_code == 200
    assert WHY in page.content.decode()
    assert not is_in(client)
    for elsewhere in ("/settings/", "/settings/standing/", "/notifications/", "/studio/", "/admin/"):
        answer = client.get(elsewhere)
        assert answer.status_code in {302, 404}
        assert "login" in answer.get("Location", "login")
    assert client.get("/api/v1/me/").status_code == 401


def test_a_wrong_password_learns_nothing():
    row = sanctioned(person(), Kind.BAN, reason=WHY)
    _, banned = knock(row.person, "not hers at all")
    _, unknown = knock(User(email="nobody@example.com"), "not hers at all")
    assert banned.status_code == unknown.status_code == 400
    assert WHY not in banned.content.decode()


def test_a_second_factor_is_asked_before_anything_is_told():
    dora = person()
    with_second_factor(dora)
    sanctioned(dora, Kind.BAN, reason=WHY)
    client, answer = knock(dora)
    assert answer.url == "/login/code/"
    assert client.get(PAGE).status_code == 302
    assert client.post("/login/code/", {"code": code_of(dora)}).url == PAGE
    assert WHY in client.get(PAGE).content.decode()


def test_the_page_is_nobodys_without_having_knocked():
    for client in (Client(), logged_in(person())):
        assert client.get(PAGE).url == "/login/"


def test_they_appeal_from_there():
    client, row = at_the_door(Kind.BAN)
    address = f"{PAGE}{row.pk}/appeal/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"words": "short"}).status_code == 400
    assert client.post(address, {"words": "It was a quote, and the room knew it."}).url == PAGE
    assert Appeal.objects.get().person == row.person
    assert "It was a quote" in client.get(PAGE).content.decode()
    assert client.post(address, {"words": "And another thing, while I am here."}).status_code == 409


def test_they_do_not_appeal_for_somebody_else():
    client, _row = at_the_door()
    other = sanctioned(person("rosa"), Kind.MUTE)
    assert client.post(f"{PAGE}{other.pk}/appeal/", {"words": "It was a quote, really."}).status_code == 404
    assert not Appeal.objects.exists()


def test_the_page_forgets_them_after_an_hour():
    client, row = at_the_door(Kind.BAN)
    with time_machine.travel(row.starts_at + timedelta(hours=1, minutes=5), tick=False):
        assert client.get(PAGE).url == "/login/"


def test_when_it_is_over_the_door_opens_by_itself():
    _client, row = at_the_door()
    with time_machine.travel(row.ends_at + timedelta(seconds=1), tick=False):
        assert is_in(logged_in(row.person))


def test_lifted_they_come_in_again():
    client, row = at_the_door(Kind.BAN)
    lift(sanction=row, by=row.issued_by, reason="A mistake.")
    assert "over" in client.get(PAGE).content.decode()
    assert is_in(logged_in(row.person))


def test_the_api_says_why_and_opens_no_session():
    row = sanctioned(person(), Kind.SUSPENSION, reason=WHY)
    right = Client().post(
        "/api/v1/auth/login/", {"email": row.person.email, "password": PASSWORD}, content_type="application/json"
    )
    wrong = Client().post(
        "/api/v1/auth/login/", {"email": row.person.email, "password": "not hers"}, content_type="application/json"
    )
    assert (right.status_code, right.json()["code"]) == (403, "sanctioned")
    assert WHY in right.json()["detail"]
    assert wrong.json()["code"] != "sanctioned"


def test_tokens_of_programs_end_or_are_refused():
    dora = person()
    pair = (
        Client()
        .post("/api/v1/auth/login/", {"email": dora.email, "password": PASSWORD}, content_type="application/json")
        .json()
    )
    _, personal = make_personal_token(user=dora, name="bot", scopes=["profile:read"])
    row = sanctioned(dora, Kind.SUSPENSION, reason=WHY)
    api = Client()
    assert api.get("/api/v1/me/", headers={"Authorization": f"Bearer {pair['access']}"}).status_code == 401
    refreshed = api.post("/api/v1/auth/refresh/", {"refresh": pair["refresh"]}, content_type="application/json")
    assert refreshed.status_code in {401, 403}
    refused = api.get("/api/v1/me/", headers={"Authorization": f"Bearer {personal}"})
    assert (refused.status_code, refused.json()["code"]) == (403, "sanctioned")
    lift(sanction=row, by=row.issued_by, reason="A mistake.")
    assert api.get("/api/v1/me/", headers={"Authorization": f"Bearer {personal}"}).status_code == 200


def test_staff_who_are_shut_out_do_not_reach_the_desk():
    chief = person("chief", is_staff=True, is_superuser=True, role=User.Role.ADMIN)
    guard = person("guard", is_staff=True, role=User.Role.MODERATOR)
    desk = logged_in(guard, second_factor=True)
    sanctioned(guard, Kind.BAN, by=chief)
    assert desk.get("/admin/").status_code == 302
    answer = Client().post("/admin/login/", {"username": guard.email, "password": PASSWORD})
    assert answer.url == PAGE


@pytest.mark.django_db(transaction=True)
async def test_their_socket_closes_at_once():
    dora, captain = await _in_thread(person), await _in_thread(a_captain)
    browser = await _in_thread(logged_in, dora)
    async with Browser("/ws/me/", cookies=cookies_of(browser)) as open_page:
        await open_page.hear()
        await _in_thread(sanctioned, dora, Kind.BAN, by=captain)
        while (heard := await open_page.hear()).get("t") != "bye":
            assert heard
        assert await open_page.hear_closed() == 4401


async def _in_thread(work: Any, *arguments: Any, **named: Any) -> Any:
    return await database_sync_to_async(work)(*arguments, **named)
