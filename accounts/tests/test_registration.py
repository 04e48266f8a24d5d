import pytest
import time_machine
from django.conf import settings
from django.contrib.auth import hashers
from django.test import Client

from accounts.models import PendingRegistration, User, UserSettings
from accounts.tests.cast import PASSWORD, is_in, letters, path_in, person

pytestmark = pytest.mark.django_db

FORM = {"email": "new@example.com", "username": "newcomer", "password": PASSWORD, "date_of_birth": "1990-05-01"}


def test_somebody_registers_follows_the_letter_and_is_in():
    client = Client()
    assert client.post("/register/", FORM).url == "/register/sent/"
    assert not User.objects.filter(email=FORM["email"]).exists()
    link = path_in(letters()[0])
    assert client.get(link).status_code == 200
    assert not User.objects.filter(email=FORM["email"]).exists(), "following a link is not a decision"
    assert client.post(link).status_code == 302
    newcomer = User.objects.get(email=FORM["email"])
    assert newcomer.email_verified_at is not None
    assert UserSettings.objects.filter(user=newcomer).exists()
    assert is_in(client)


def test_the_letter_says_the_same_in_both_its_parts():
    Client().post("/register/", FORM)
    letter = letters()[0]
    page, kind = letter.alternatives[0]
    assert kind == "text/html"
    lines = [line.strip() for line in letter.body.splitlines()]
    for line in lines[: lines.index("--")]:
        assert line.rstrip(":") in page.replace("&#x27;", "'"), line


def test_a_stranger_who_follows_the_letter_is_not_let_into_the_account():
    Client().post("/register/", FORM)
    stranger = Client()
    assert stranger.post(path_in(letters()[0])).url == "/login/"
    assert not is_in(stranger)


def test_a_letters_link_works_once():
    Client().post("/register/", FORM)
    link = path_in(letters()[0])
    assert Client().post(link).status_code == 302
    assert Client().post(link).status_code == 410
    assert Client().get(link).status_code == 410


def test_a_letters_link_is_too_old_after_a_day():
    with time_machine.travel("2026-01-01 12:00:00+00:00", tick=False) as clock:
        Client().post("/register/", FORM)
        link = path_in(letters()[0])
        clock.move_to("2026-01-02 12:00:00+00:00")
        assert Client().post(link).status_code == 410


def test_the_letters_token_is_kept_as_a_hash_only():
    Client().post("/register/", FORM)
    token = path_in(letters()[0]).split("/")[2]
    row = PendingRegistration.objects.get()
    assert token not in (row.token_hash, row.password)
    assert len(row.token_hash) == 64


def test_the_birthday_opens_the_door_and_the_day_before_does_not():
    with time_machine.travel("2026-03-10 12:00:00+00:00", tick=False):
        young = Client().post("/register/", FORM | {"date_of_birth": "2008-03-11"})
        assert young.status_code == 403
        assert b"not for you yet" in young.content
        assert Client().post("/register/", FORM | {"date_of_birth": "2008-03-10"}).status_code == 302


@pytest.mark.parametrize("day", ["2200-01-01", "1880-01-01", "yesterday", "", "1990-02-30"])
def test_a_day_on_which_nobody_here_was_born_is_refused(day):
    assert Client().post("/register/", FORM | {"date_of_birth": day}).status_code == 400


@pytest.mark.parametrize("password", ["short", "1234567890123", "passwordpassword"[:8], "newcomer123", "x" * 300])
def test_a_weak_password_is_refused(password):
    assert Client().post("/register/", FORM | {"password": password}).status_code == 400


def test_a_known_and_an_unknown_address_get_the_same_answer_and_the_same_work(monkeypatch):
    person("known")
    hashed = []
    make_password = hashers.make_password
    monkeypatch.setattr(
        "accounts.services.registration.make_password", lambda *args: hashed.append(args) or make_password(*args)
    )
    answers = []
    for email in ("KNOWN@example.com", "unknown@example.com"):
        client = Client()
        response = client.post("/register/", FORM | {"email": email})
        page = client.get(response.url).content.decode().replace(email, "somebody")
        answers.append((response.status_code, response.url, page.split("<main")[1].split("</main")[0]))
    assert answers[0] == answers[1]
    assert len(hashed) == 2


def test_only_the_letter_tells_that_an_address_is_known():
    known = person("known")
    Client().post("/register/", FORM | {"email": known.email})
    letter = letters()[0]
    assert "You have a seat here already" in letter.subject
    assert "/verify/" not in letter.body


def test_trying_an_address_and_then_its_name_again_tells_nothing_either():
    person("known")
    Client().post("/register/", FORM | {"email": "known@example.com"})
    Client().post("/register/", FORM | {"email": "unknown@example.com", "username": "another"})
    for name in (FORM["username"], "another"):
        form = FORM | {"email": f"{name}@example.org", "username": name}
        assert Client().post("/register/", form).status_code == 302


def test_a_name_that_was_taken_while_the_letter_travelled_can_be_chosen_anew():
    Client().post("/register/", FORM)
    link = path_in(letters()[0])
    person(FORM["username"].upper(), email="quicker@example.com")
    assert Client().post(link).status_code == 409
    assert Client().post(link, {"username": "late_comer"}).status_code == 302
    assert User.objects.get(email=FORM["email"]).username == "late_comer"


def test_what_the_form_does_not_ask_cannot_be_set():
    extra = {"role": "admin", "is_staff": "on", "is_superuser": "1", "email_verified_at": "2020-01-01", "id": "1"}
    Client().post("/register/", FORM | extra)
    Client().post(path_in(letters()[0]), extra | {"email": "other@example.com"})
    newcomer = User.objects.get(email=FORM["email"])
    assert (newcomer.role, newcomer.is_staff, newcomer.is_superuser) == ("viewer", False, False)


@pytest.mark.parametrize("field", ["role", "is_staff", "is_superuser", "is_active", "email_verified_at", "id"])
def test_the_api_refuses_fields_that_are_not_asked(field):
    response = Client().post("/api/v1/auth/register/", FORM | {field: "1"}, content_type="application/json")
    assert response.status_code == 400
    assert field in response.json()["errors"]


def test_registering_over_the_api():
    client = Client()
    assert client.post("/api/v1/auth/register/", FORM, content_type="application/json").status_code == 204
    token = path_in(letters()[0]).split("/")[2]
    answer = client.post("/api/v1/auth/verify/", {"token": token}, content_type="application/json")
    assert answer.status_code == 201
    assert answer.json()["username"] == FORM["username"]


def test_one_address_is_not_flooded_with_letters():
    statuses = [
        Client()
        .post("/register/", FORM | {"username": f"name{number}"}, REMOTE_ADDR=f"198.51.100.{number}")
        .status_code
        for number in range(7)
    ]
    assert statuses == [302] * 5 + [429] * 2
    assert settings.RATE_LIMITS["letters"].startswith("5/h")
