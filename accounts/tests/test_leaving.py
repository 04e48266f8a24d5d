import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.errors import Leaving
from accounts.models import PersonalAccessToken, User, UserSession
from accounts.personal_data import register_personal_data
from accounts.personal_data import registry as personal_data_registry
from accounts.services.erasure import erase_leaver, is_erased
from accounts.services.leaving import GRACE, leave, stay
from accounts.services.notifying import notify
from accounts.services.sessions import open_session
from accounts.services.tokens import make_personal_token
from accounts.tasks import erase_leavers
from accounts.tests.cast import (
    PASSWORD,
    code_of,
    is_in,
    letters,
    logged_in,
    path_in,
    person,
    row_of,
    with_second_factor,
)
from accounts.tests.ensemble import a_creator
from accounts.visits import Visit
from roastlive.lib.outbox import relay
from roastlive.lib.redis_clients import redis_client
from roastlive.lib.rls import acting_as

pytestmark = pytest.mark.django_db

LEAVE, STAY = "/settings/privacy/leave/", "/login/stay/"


@pytest.fixture(autouse=True)
def own_journal(settings, tmp_path):
    settings.ERASURE_JOURNAL = tmp_path / "erased.log"


def now(somebody):
    return User.everyone.get(pk=somebody.pk)


def come_in(somebody, **headers):
    client = Client(**headers)
    return client, client.post("/login/", {"email": somebody.email, "password": PASSWORD, "next": "/wallet/"})


def unconfirm(client, somebody):
    row = row_of(client, somebody)
    with acting_as(somebody.pk):
        UserSession.objects.filter(pk=row.pk).update(confirmed_at=timezone.now() - timedelta(hours=1))


def api_login(**body):
    return Client().post("/api/v1/auth/login/", body, content_type="application/json")


def test_whoever_leaves_is_out_everywhere_at_once():
    dora = person("dora")
    here, there = logged_in(dora), logged_in(dora, HTTP_USER_AGENT="Firefox/140.0")
    make_personal_token(user=dora, name="bot", scopes=["follows:read"])
    answer = here.post(LEAVE, {"username": "Dora "})
    assert (answer.status_code, answer.url) == (302, "/")
    assert not is_in(here)
    assert not is_in(there)
    with acting_as(dora.pk):
        assert not PersonalAccessToken.objects.filter(revoked_at__isnull=True).exists()
    assert GRACE - timedelta(minutes=1) < now(dora).leaves_at - timezone.now() < GRACE
    [letter] = [letter for letter in letters() if letter.subject == "You are leaving"]
    assert letter.to == ["dora@example.com"]
    assert path_in(letter) == "/login/"


def test_the_page_says_what_goes_what_stays_and_what_is_lost():
    register_personal_data(
        name="above.tokens",
        export=lambda _person: (),
        stays="Your books, under no name.",
        loses=lambda _person: "You have 12 tokens.",
    )
    try:
        page = logged_in(person("dora")).get(LEAVE).content.decode()
    finally:
        personal_data_registry._parts.pop("above.tokens")
    for words in ("What goes", "Your books, under no name.", "You have 12 tokens.", "Write your username"):
        assert words in page


def test_they_must_be_confirmed_and_write_their_own_name():
    dora = person("dora")
    client = logged_in(dora)
    wrong = client.post(LEAVE, {"username": "otto"})
    assert (wrong.status_code, b"This is not your username." in wrong.content) == (400, True)
    unconfirm(client, dora)
    assert client.get(LEAVE).url.startswith("/settings/security/confirm/")
    assert client.post(LEAVE, {"username": "dora"}).url.startswith("/settings/security/confirm/")
    assert now(dora).leaves_at is None
    assert Client().get(LEAVE).url.startswith("/login/")


def test_staff_do_not_leave_by_a_page():
    clerk = person("clerk", is_staff=True)
    with_second_factor(clerk)
    client = Client()
    client.post("/login/", {"email": clerk.email, "password": PASSWORD})
    client.post("/login/code/", {"code": code_of(clerk)})
    assert b"You work here" in client.get(LEAVE).content
    refused = client.post(LEAVE, {"username": "clerk"})
    assert refused.status_code == 409
    assert is_in(client)
    with pytest.raises(IntegrityError, match="accounts_user_leaves_once"), transaction.atomic():
        User.objects.filter(pk=clerk.pk).update(leaves_at=timezone.now())


def test_nobody_sees_somebody_who_is_leaving():
    rita, dora = a_creator("rita"), person("dora")
    leave(user=rita.user, username="rita")
    assert Client().get("/@rita/").status_code == 404
    assert Client().get("/api/v1/users/rita/").status_code == 404
    assert logged_in(dora).put("/api/v1/creators/rita/follow/", {}, content_type="application/json").status_code == 404
    assert notify(recipient=now(rita.user), type="accounts.verified", title="Hello") is None


def test_logging_in_offers_to_stay_and_lets_nobody_in_before():
    dora = person("dora")
    leave(user=dora, username="dora")
    client, answer = come_in(dora)
    assert answer.url == STAY
    assert not is_in(client)
    assert b"dora, on" in client.get(STAY).content
    stayed = client.post(STAY, {"stay": "1"})
    assert stayed.url == "/wallet/"
    assert is_in(client)
    assert now(dora).leaves_at is None
    assert erase_leaver(person_id=dora.pk) is False


def test_whoever_leaves_it_at_that_stays_out():
    dora = person("dora")
    leave(user=dora, username="dora")
    client, _answer = come_in(dora)
    assert client.post(STAY).url == "/"
    assert not is_in(client)
    assert client.get(STAY).url == "/login/"
    assert now(dora).leaves_at is not None


def test_the_second_factor_is_asked_for_before_the_question():
    dora = person("dora")
    with_second_factor(dora)
    leave(user=dora, username="dora")
    client, answer = come_in(dora)
    assert answer.url == "/login/code/"
    assert client.get(STAY).url == "/login/"
    assert client.post("/login/code/", {"code": code_of(dora)}).url == STAY
    client.post(STAY, {"stay": "1"})
    assert row_of(client, dora).second_factor_at is not None


def test_the_question_does_not_wait_for_ever(time_machine):
    dora = person("dora")
    leave(user=dora, username="dora")
    client, _answer = come_in(dora)
    time_machine.move_to(timezone.now() + timedelta(minutes=11))
    assert client.post(STAY, {"stay": "1"}).url == "/login/"
    assert now(dora).leaves_at is not None


def test_a_program_says_that_it_stays():
    dora = person("dora")
    leave(user=dora, username="dora")
    who = {"email": dora.email, "password": PASSWORD}
    refused = api_login(**who)
    assert (refused.status_code, refused.json()["code"]) == (403, "leaving")
    assert now(dora).leaves_at is not None
    assert "access" in api_login(**who, stay=True).json()
    assert now(dora).leaves_at is None


def test_a_program_leaves():
    dora = person("dora")
    client = logged_in(dora)
    wrong = client.post("/api/v1/me/leaving/", {"username": "otto"}, content_type="application/json")
    assert (wrong.status_code, wrong.json()["code"]) == (400, "not_your_name")
    left = client.post("/api/v1/me/leaving/", {"username": "dora"}, content_type="application/json")
    assert left.status_code == 200
    assert left.json()["leaves_at"]
    assert not is_in(client)
    other = logged_in(person("otto"))
    unconfirm(other, User.objects.get(username="otto"))
    refused = other.post("/api/v1/me/leaving/", {"username": "otto"}, content_type="application/json")
    assert refused.json()["code"] == "confirmation_needed"


def test_two_weeks_later_they_are_nobody(time_machine):
    dora, otto = person("dora"), person("otto")
    leave(user=dora, username="dora")
    time_machine.move_to(timezone.now() + GRACE - timedelta(minutes=1))
    erase_leavers()
    assert not is_erased(now(dora))
    time_machine.move_to(timezone.now() + timedelta(minutes=2))
    leave(user=otto, username="otto")
    erase_leavers()
    relay()
    assert is_erased(now(dora))
    assert not is_erased(now(otto))
    assert "You are gone" in [letter.subject for letter in mail.outbox]


def test_leaving_twice_does_not_put_off_the_day(time_machine):
    dora = person("dora")
    day = leave(user=dora, username="dora").leaves_at
    time_machine.move_to(timezone.now() + timedelta(days=3))
    assert leave(user=dora, username="dora").leaves_at == day
    assert len([letter for letter in letters() if letter.subject == "You are leaving"]) == 1


def test_no_session_is_opened_for_somebody_who_is_leaving():
    dora = person("dora")
    leave(user=dora, username="dora")
    with pytest.raises(Leaving):
        open_session(user=dora, kind="browser", visit=Visit())


@pytest.mark.django_db(transaction=True)
def test_whoever_comes_in_while_they_leave_is_out_afterwards():
    """Coming in and leaving hold the same row: a session is ended with the others, or is not opened."""
    redis_client().flushdb()
    dora = person("dora")
    together = threading.Barrier(5)

    def come():
        together.wait()
        try:
            open_session(user=dora, kind="browser", visit=Visit())
        except Leaving:
            pass
        finally:
            connection.close()

    def go():
        together.wait()
        try:
            leave(user=dora, username="dora")
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for work in (come, come, come, come, go)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with acting_as(dora.pk):
        assert not UserSession.objects.filter(revoked_at__isnull=True).exists()


@pytest.mark.django_db(transaction=True)
def test_staying_at_the_last_moment_is_staying_or_too_late_never_both():
    redis_client().flushdb()
    dora = person("dora")
    leave(user=dora, username="dora")
    User.objects.filter(pk=dora.pk).update(leaves_at=timezone.now())
    outcome = {}
    together = threading.Barrier(2)

    def remain():
        together.wait()
        try:
            outcome["stayed"] = stay(user=dora)
        except User.DoesNotExist:
            outcome["stayed"] = False
        finally:
            connection.close()

    def erase():
        together.wait()
        try:
            outcome["erased"] = erase_leaver(person_id=dora.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for work in (remain, erase)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcome["stayed"] != outcome["erased"]
    assert is_erased(now(dora)) == outcome["erased"]
