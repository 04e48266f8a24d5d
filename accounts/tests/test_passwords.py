import io
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import PasswordResetToken, PersonalAccessToken, User
from accounts.services.tokens import make_personal_token, open_api_session
from accounts.tests.cast import (
    PASSWORD,
    is_in,
    letters,
    logged_in,
    path_in,
    person,
    row_of,
    rows_of,
    with_second_factor,
)
from accounts.visits import Visit
from roastlive.lib.rls import acting_as

pytestmark = pytest.mark.django_db

NEW = "another stage of hers"


def ask(email="dora@example.com"):
    assert Client().post("/reset/", {"email": email}).url == "/reset/sent/"


def test_a_letter_leads_to_a_new_password_and_every_device_is_out():
    dora = person()
    client = logged_in(dora)
    program = open_api_session(user=dora, visit=Visit())
    token, _secret = make_personal_token(user=dora, name="bot", scopes=["profile:read"])
    ask()
    link = path_in(letters()[-1])
    assert Client().get(link).status_code == 200
    assert Client().post(link, {"password": NEW}).status_code == 302
    assert not is_in(client)
    assert Client().get("/api/v1/sessions/", HTTP_AUTHORIZATION=f"Bearer {program.access}").status_code == 401
    with acting_as(dora.pk):
        assert PersonalAccessToken.objects.get(pk=token.pk).revoked_at is not None
    assert {row.ending for row in rows_of(dora)} == {"password"}
    assert Client().post("/login/", {"email": dora.email, "password": PASSWORD}).status_code == 400
    assert Client().post("/login/", {"email": dora.email, "password": NEW}).status_code == 302


def test_a_reset_does_not_get_around_the_second_factor():
    dora = person()
    with_second_factor(dora)
    ask()
    [link] = [path_in(letter) for letter in letters() if "/reset/" in letter.body]
    client = Client()
    client.post(link, {"password": NEW})
    assert not is_in(client)
    assert client.post("/login/", {"email": dora.email, "password": NEW}).url == "/login/code/"


def test_a_reset_link_works_once():
    person()
    ask()
    link = path_in(letters()[-1])
    assert Client().post(link, {"password": NEW}).status_code == 302
    assert Client().post(link, {"password": PASSWORD}).status_code == 410


def test_a_reset_link_is_too_old_after_an_hour():
    person()
    with time_machine.travel("2026-01-01 12:00:00+00:00", tick=False) as clock:
        ask()
        link = path_in(letters()[-1])
        clock.shift(timedelta(hours=1))
        assert Client().get(link).status_code == 410


def test_asking_again_makes_the_first_link_worthless():
    person()
    ask()
    first = path_in(letters()[-1])
    ask()
    second = path_in(letters()[-1])
    assert [Client().get(link).status_code for link in (first, second)] == [410, 200]


def test_changing_the_password_makes_a_waiting_link_worthless():
    client = logged_in(person())
    ask()
    link = path_in(letters()[-1])
    client.post("/settings/security/password/", {"password": NEW})
    assert Client().get(link).status_code == 410


def test_nobody_learns_from_a_reset_whether_there_is_an_account():
    person()
    pages = []
    for email in ("dora@example.com", "nobody@example.com"):
        response = Client().post("/reset/", {"email": email})
        pages.append((response.status_code, response.url, response.content))
    assert pages[0] == pages[1]
    assert [letter.to for letter in letters()] == [["dora@example.com"]]
    assert PasswordResetToken.objects.count() == 1


def test_a_link_in_a_letter_follows_the_settings_not_the_hosts_header(settings):
    settings.SITE_URL = "https://roastlive.example"
    settings.ALLOWED_HOSTS = ["*"]
    person()
    Client(HTTP_HOST="evil.example").post("/reset/", {"email": "dora@example.com"})
    letter = letters()[-1]
    assert "https://roastlive.example/reset/" in letter.body
    assert "evil" not in letter.body


def test_a_changed_password_ends_the_other_devices_and_keeps_this_one_under_a_new_key():
    dora = person()
    here, there = logged_in(dora), logged_in(dora)
    program = open_api_session(user=dora, visit=Visit())
    before = here.session.session_key
    assert here.post("/settings/security/password/", {"password": NEW}).status_code == 302
    assert is_in(here)
    assert not is_in(there)
    assert here.session.session_key != before
    assert [row.ending for row in rows_of(dora)] == ["", "password", "password"]
    assert Client().get("/api/v1/sessions/", HTTP_AUTHORIZATION=f"Bearer {program.access}").status_code == 401
    assert "password" in letters()[-1].subject


def test_ten_minutes_after_the_password_was_given_it_is_asked_for_again():
    dora = person()
    with time_machine.travel("2026-01-01 12:00:00+00:00", tick=False) as clock:
        client = logged_in(dora)
        clock.shift(timedelta(minutes=9, seconds=59))
        assert client.get("/settings/security/password/").status_code == 200
        clock.shift(timedelta(seconds=1))
        asked = client.post("/settings/security/password/", {"password": NEW})
        assert asked.url.startswith("/settings/security/confirm/")
        assert User.objects.get(pk=dora.pk).check_password(PASSWORD)
        assert client.post(asked.url, {"answer": "wrong"}).status_code == 400
        assert client.get("/settings/security/password/").status_code == 302
        assert client.post(asked.url, {"answer": PASSWORD}).status_code == 302
        assert client.get("/settings/security/password/").status_code == 200


DANGEROUS = [
    ("get", "/settings/security/email/"),
    ("get", "/settings/security/two-factor/"),
    ("get", "/settings/tokens/"),
    ("post", "/settings/tokens/"),
    ("post", "/settings/security/email/"),
    ("post", "/settings/security/two-factor/off/"),
    ("post", "/settings/security/codes/"),
    ("post", "/settings/security/passkeys/begin/"),
    ("post", "/settings/security/passkeys/"),
    ("post", "/settings/security/passkeys/1/remove/"),
    ("post", "/settings/devices/others/end/"),
]


@pytest.mark.parametrize(("method", "address"), DANGEROUS)
def test_what_is_dangerous_asks_again(method, address):
    with time_machine.travel("2026-01-01 12:00:00+00:00", tick=False) as clock:
        client = logged_in(person())
        clock.shift(timedelta(minutes=10))
        assert getattr(client, method)(address).url.startswith("/settings/security/confirm/")


def test_a_new_address_counts_once_its_letter_was_read_and_the_old_one_hears_of_it():
    dora = person()
    client = logged_in(dora)
    client.post("/settings/security/email/", {"email": "dora@example.org"})
    letter = letters()[-1]
    assert letter.to == ["dora@example.org"]
    dora.refresh_from_db()
    assert dora.email == "dora@example.com"
    assert Client().post(path_in(letter)).status_code == 302
    dora.refresh_from_db()
    assert dora.email == "dora@example.org"
    assert letters()[-1].to == ["dora@example.com"]
    assert Client().post(path_in(letter)).status_code == 410


def test_changing_to_a_known_address_says_nothing_until_its_owner_confirms():
    person("emil")
    client = logged_in(person())
    known = client.post("/settings/security/email/", {"email": "emil@example.com"})
    unknown = client.post("/settings/security/email/", {"email": "nobody@example.com"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_an_administrator_is_made_at_the_command_line(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("a house of her own\n"))
    said = io.StringIO()
    call_command("createadmin", email="chief@example.com", username="chief", password_stdin=True, stdout=said)
    chief = User.objects.get(email="chief@example.com")
    assert chief.is_superuser
    assert chief.check_password("a house of her own")
    assert "a house of her own" not in said.getvalue()


@pytest.mark.parametrize(
    ("email", "username", "password"),
    [
        ("chief@example.com", "chief", "short"),
        ("no address", "chief", "a house of her own"),
        ("chief@example.com", "!", "a house of her own"),
        ("dora@example.com", "chief", "a house of her own"),
    ],
)
def test_an_administrator_who_cannot_be_made_is_said_in_words(monkeypatch, email, username, password):
    person()
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    with pytest.raises(CommandError):
        call_command("createadmin", email=email, username=username, password_stdin=True)


def test_an_operator_lists_and_ends_somebodys_sessions():
    dora = person()
    client = logged_in(dora)
    said = io.StringIO()
    call_command("sessions", "list", dora.email, stdout=said)
    assert str(row_of(client, dora).pk) in said.getvalue()
    call_command("sessions", "end", dora.email, stdout=said)
    assert not is_in(client)
    call_command("sessions", "purge", stdout=said)
