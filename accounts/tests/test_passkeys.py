import json

import pytest
from django.conf import settings
from django.test import Client
from django_otp_webauthn.models import WebAuthnCredential

from accounts.services.second_factor import address_for_apps, setup_of
from accounts.services.sessions import forget_second_factors
from accounts.tests.cast import code_of, is_in, logged_in, person, row_of, with_second_factor
from accounts.views.security import qr_picture

pytestmark = pytest.mark.django_db

JSON = "application/json"
ADD = "/settings/security/passkeys/"
HOSTILE = [
    b"",
    b"null",
    b"[]",
    b"{}",
    b"NaN",
    b"\xff\xfe",
    b'{"id": 1}',
    b'{"id": "x", "rawId": "x", "response": {}, "type": "public-key"}',
    b'{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "AA", "signature": "AA"}}',
    b"[" * 100_000,
    b'{"credential": {"id": null}, "name": "\\ud800"}',
    b'"' + b"x" * 70_000 + b'"',
]


def a_passkey(somebody, name="Blue key"):
    return WebAuthnCredential.objects.create(user=somebody, name=name, credential_id=name.encode(), public_key=b"x")


def test_the_question_is_the_same_for_everybody_and_names_nobody():
    a_passkey(person())
    asked = Client().post("/login/passkey/begin/").json()
    assert asked["rpId"] == "localhost"
    assert asked["userVerification"] == "required"
    assert not asked.get("allowCredentials")


@pytest.mark.parametrize("answer", HOSTILE)
def test_an_answer_that_makes_no_sense_is_refused_in_words(answer):
    client = Client()
    client.post("/login/passkey/begin/")
    said = client.post("/login/passkey/", answer, content_type=JSON)
    assert (said.status_code, said.json()["code"]) == (400, "passkey_refused")


@pytest.mark.parametrize("answer", HOSTILE)
def test_a_registration_that_makes_no_sense_is_refused_in_words(answer):
    client = logged_in(person())
    client.post(ADD + "begin/")
    said = client.post(ADD, answer, content_type=JSON)
    assert (said.status_code, said.json()["code"]) == (400, "passkey_refused")
    assert not WebAuthnCredential.objects.exists()


def test_a_question_is_answered_once_even_wrongly():
    client = Client()
    client.post("/login/passkey/begin/")
    assert "passkey_entering" in client.session
    client.post("/login/passkey/", json.dumps({"id": "x"}), content_type=JSON)
    assert "passkey_entering" not in client.session


def test_where_passkeys_cannot_work_people_are_told_so():
    dora = person()
    page = logged_in(dora, HTTP_HOST="127.0.0.1").get("/settings/security/", HTTP_HOST="127.0.0.1").content.decode()
    assert "Not at this address" in page
    assert "data-passkey-add" not in page
    host = settings.PASSKEY_ORIGIN.removeprefix("http://")
    page = logged_in(dora, HTTP_HOST=host).get("/settings/security/", HTTP_HOST=host).content.decode()
    assert "data-passkey-add" in page


def test_a_passkey_is_renamed_by_its_owner_alone():
    dora = person()
    passkey = a_passkey(dora)
    stranger = logged_in(person("emil"))
    assert stranger.post(f"{ADD}{passkey.pk}/name/", {"name": "Mine"}).status_code == 404
    assert stranger.post(f"{ADD}{passkey.pk}/remove/").status_code == 404
    logged_in(dora).post(f"{ADD}{passkey.pk}/name/", {"name": " Green\u202e key "})
    passkey.refresh_from_db()
    assert passkey.name == "Green key"


KEY_PAGES = [
    "/settings/security/two-factor/",
    "/settings/security/two-factor/off/",
    "/settings/security/codes/",
    ADD + "begin/",
    ADD,
    ADD + "1/remove/",
]


@pytest.mark.parametrize("address", KEY_PAGES)
def test_whoever_has_only_the_password_does_not_exchange_the_keys_of_somebody_with_a_passkey(address):
    boss = person("boss", is_staff=True)
    a_passkey(boss)
    client = logged_in(boss)
    assert client.post(address).url == "/settings/security/"
    assert WebAuthnCredential.objects.count() == 1
    assert row_of(client, boss).second_factor_at is None


def test_a_session_from_before_the_second_factor_shows_it_before_it_changes_it():
    dora = person()
    client = logged_in(dora)
    with_second_factor(dora)
    forget_second_factors(user=dora)
    assert client.post("/settings/security/two-factor/off/").url == "/settings/security/confirm/"
    assert client.post("/settings/security/confirm/", {"answer": code_of(dora)}).status_code == 302
    assert client.post("/settings/security/two-factor/off/").url == "/settings/security/"
    assert is_in(client)
    assert not client.get("/settings/security/two-factor/").headers.get("Location")


def test_the_picture_holds_what_the_link_beside_it_says():
    dora = person()
    page = logged_in(dora).get("/settings/security/two-factor/").content.decode()
    address = address_for_apps(user=dora, secret=setup_of(user=dora).secret)
    assert qr_picture(address) in page
    assert address.replace("&", "&amp;") in page
    assert qr_picture(address + "x") not in page
