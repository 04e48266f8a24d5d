import re

import pytest
from django.conf import settings
from django.contrib.auth import hashers
from django.test import Client, RequestFactory

from accounts.entrance import safe_next
from accounts.models import User
from accounts.services.login import give_password
from accounts.tests.cast import PASSWORD, code_of, is_in, logged_in, person, with_second_factor
from accounts.visits import visit_of
from roastlive.lib.errors import DomainError

pytestmark = pytest.mark.django_db

TOKEN = re.compile('name="csrfmiddlewaretoken" value="[^"]*"')
ARGON2_FIRST = ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]


def attempt(client=None, email="dora@example.com", password=PASSWORD, **extra):
    return (client or Client()).post("/login/", {"email": email, "password": password}, **extra)


def test_the_right_password_opens_the_door_whatever_the_case_of_the_address():
    person()
    client = Client()
    assert attempt(client, email="DORA@Example.com").url == "/"
    assert is_in(client)


def test_unknown_wrong_inactive_and_deleted_look_alike():
    person()
    person("shut", is_active=False)
    person("gone", deleted_at="2026-01-01T00:00:00Z")
    pages = {
        attempt(email=email, password=password).content.decode().replace(email, "").split("<main")[1].split("</main")[0]
        for email, password in [
            ("nobody@example.com", PASSWORD),
            ("dora@example.com", "wrong password"),
            ("shut@example.com", PASSWORD),
            ("gone@example.com", PASSWORD),
        ]
    }
    assert len({TOKEN.sub("", page) for page in pages}) == 1
    assert "do not belong together" in pages.pop()


def test_known_and_unknown_accounts_cost_the_same_hashing(settings, monkeypatch):
    settings.PASSWORD_HASHERS = ARGON2_FIRST
    person()
    work = []
    encode = hashers.Argon2PasswordHasher.encode
    verify = hashers.Argon2PasswordHasher.verify
    monkeypatch.setattr(hashers.Argon2PasswordHasher, "encode", lambda *a, **k: work.append("hash") or encode(*a, **k))
    monkeypatch.setattr(hashers.Argon2PasswordHasher, "verify", lambda *a, **k: work.append("hash") or verify(*a, **k))
    costs = []
    for email in ("dora@example.com", "nobody@example.com"):
        work.clear()
        attempt(email=email, password="wrong password")
        costs.append(len(work))
    assert costs == [1, 1]


def test_an_old_hash_becomes_argon2_at_the_next_log_in(settings):
    settings.PASSWORD_HASHERS = ARGON2_FIRST
    dora = person()
    dora.password = hashers.make_password(PASSWORD, hasher="pbkdf2_sha256")
    dora.save()
    assert attempt().status_code == 302
    dora.refresh_from_db()
    assert dora.password.startswith("argon2$argon2id$")


def test_passwords_are_argon2_where_people_are_served():
    production = __import__("roastlive.settings.base", fromlist=["PASSWORD_HASHERS"])
    assert production.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")


def guess(email, **meta):
    request = RequestFactory().get("/login/", **meta)
    try:
        give_password(email=email, password="guess", household=visit_of(request).household)
    except DomainError as refusal:
        return refusal.code


def test_an_account_is_guessed_at_ten_times_in_fifteen_minutes_from_wherever():
    person()
    guesses = [guess("Dora@example.com", REMOTE_ADDR=f"198.51.100.{n}") for n in range(11)]
    assert guesses == ["wrong_credentials"] * 10 + ["rate_limited"]


@pytest.fixture
def three_guesses(settings):
    """The same rule with smaller numbers, so that no machine is slow enough to let the bucket fill meanwhile."""
    assert settings.RATE_LIMITS["login_address"] == "25/5m closed"
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"login_address": "3/h closed"}


THEN_LIMITED = ["wrong_credentials"] * 3 + ["rate_limited"]


def test_an_address_guesses_so_often_at_whomever(three_guesses):
    assert [guess(f"p{n}@example.com", REMOTE_ADDR="203.0.113.7") for n in range(4)] == THEN_LIMITED
    assert guess("p@example.com", REMOTE_ADDR="203.0.113.8") == "wrong_credentials"


def test_a_whole_ipv6_network_counts_as_one(three_guesses):
    assert [guess(f"q{n}@example.com", REMOTE_ADDR=f"2001:db8:1:2::{n + 1:x}") for n in range(4)] == THEN_LIMITED
    assert guess("q@example.com", REMOTE_ADDR="2001:db8:1:3::1") == "wrong_credentials"


def test_a_forged_forwarded_header_buys_no_more_guesses(three_guesses):
    meta = {"REMOTE_ADDR": "203.0.113.9"}
    assert [guess(f"r{n}@example.com", HTTP_X_FORWARDED_FOR=f"10.0.0.{n}", **meta) for n in range(4)] == THEN_LIMITED


def test_whoever_is_limited_is_told_when_to_come_back():
    for _ in range(10):
        guess("dora@example.com")
    response = attempt()
    assert response.status_code == 429
    assert "Take a breath" in response.content.decode()


def test_the_session_gets_a_new_key_at_log_in():
    person()
    client = Client()
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    attempt(client)
    assert client.session.session_key != session.session_key
    stale = Client()
    stale.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    assert not is_in(stale)


def test_the_session_gets_a_new_key_at_each_step_of_the_second_factor():
    dora = person()
    with_second_factor(dora)
    client = Client()
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    attempt(client)
    half = client.session.session_key
    assert half != session.session_key
    client.post("/login/code/", {"code": code_of(dora)})
    assert is_in(client)
    assert client.session.session_key != half
    stale = Client()
    stale.cookies[settings.SESSION_COOKIE_NAME] = half
    assert not is_in(stale)


def test_logging_out_ends_the_session_for_good():
    client = logged_in(person())
    key = client.session.session_key
    client.post("/logout/")
    again = Client()
    again.cookies[settings.SESSION_COOKIE_NAME] = key
    assert not is_in(again)


def test_logging_out_needs_a_form_of_ours():
    client = logged_in(person())
    assert client.get("/logout/").status_code == 405
    assert is_in(client)


def test_logging_in_as_somebody_else_leaves_the_first_session():
    dora, emil = person(), person("emil")
    client = logged_in(dora)
    key = client.session.session_key
    attempt(client, email=emil.email)
    assert User.objects.get(pk=client.session["_auth_user_id"]) == emil
    old = Client()
    old.cookies[settings.SESSION_COOKIE_NAME] = key
    assert not is_in(old)


HOSTS = ["evil.example", "evil.example/@testserver", "testserver.evil.example", "testserver@evil.example"]
FORMS = [
    "//{}", "///{}", "////{}", "/\\{}", "\\\\{}", "\\/{}", "/\\/{}", "http://{}", "https://{}", "http:{}", "https:///{}",
    "HTTP://{}", "ftp://{}", "javascript:alert(1)//{}", "data:text/html,{}", "/%09/{}", "\t//{}", "/\t/{}", "/\n/{}", " //{}",
    "/ /{}", "\x00//{}", "/\x00/{}", "http:\\\\{}", "/\r/{}", "//\u2028{}", "\ufeff//{}", "/\u00a0/{}\\", "//{}%2f..", "{}",
]  # fmt: skip
TARGETS = [form.format(host) for form in FORMS for host in HOSTS]


def leaves_the_site(location):
    """As a browser reads it: control characters and blanks at the edges go, backslashes are slashes."""
    seen = "".join(letter for letter in location.strip(" \x00\t\r\n\ufeff") if letter not in "\t\r\n").replace(
        "\\", "/"
    )
    return not seen.startswith("/") or seen.startswith("//")


@pytest.mark.parametrize("wish", TARGETS)
def test_no_wish_of_where_to_go_leaves_the_site(wish):
    request = RequestFactory().get("/login/", {"next": wish})
    assert not leaves_the_site(safe_next(request))


def test_there_are_a_hundred_ways_to_ask():
    assert len(set(TARGETS)) >= 100


@pytest.mark.parametrize("wish", TARGETS[:: len(TARGETS) // 8])
def test_the_doors_lead_nowhere_else(wish):
    client = logged_in(person())
    assert not leaves_the_site(client.get("/login/", {"next": wish}).url)
    shown = client.post("/settings/security/confirm/", {"answer": "wrong", "next": wish}).content.decode()
    assert not leaves_the_site(shown.split('name="next" value="')[-1].split('"')[0])


def test_a_wish_that_stays_is_granted():
    person()
    response = Client().post("/login/", {"email": "dora@example.com", "password": PASSWORD, "next": "/rules/?a=1#b"})
    assert response.url == "/rules/?a=1#b"
