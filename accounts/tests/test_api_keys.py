import threading
from datetime import timedelta

import jwt
import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from rest_framework.response import Response

from accounts.authentication import BearerAuthentication
from accounts.errors import ScopeMissing, SessionOver
from accounts.services.sessions import end_sessions
from accounts.services.tokens import (
    ALGORITHM,
    AUDIENCE,
    bearer_of_access,
    make_personal_token,
    open_api_session,
    refresh,
)
from accounts.tests.cast import PASSWORD, code_of, logged_in, person, rows_of, with_second_factor
from accounts.visits import Visit
from roastlive.lib.access import signed_in
from roastlive.lib.api.views import ApiView

pytestmark = pytest.mark.django_db

JSON = "application/json"


def send(path, body=None, client=None, method="post", **extra):
    return getattr(client or Client(), method)(f"/api/v1/{path}", body or {}, content_type=JSON, **extra)


def bearer(token):
    return {"HTTP_AUTHORIZATION": f"Bearer {token}"}


def come_in(somebody):
    return send("auth/login/", {"email": somebody.email, "password": PASSWORD, "device": "Her radio"}).json()


def test_a_program_logs_in_and_sees_the_device_it_is():
    said = come_in(person())
    assert said["expires_in"] == 600
    devices = Client().get("/api/v1/sessions/", **bearer(said["access"])).json()["results"]
    assert [(d["id"], d["device"], d["kind"], d["current"]) for d in devices] == [
        (said["session"], "Her radio", "api", True)
    ]


def test_a_second_factor_is_asked_for_with_a_challenge():
    dora = person()
    with_second_factor(dora)
    said = come_in(dora)
    assert set(said) == {"two_factor", "challenge"}
    wrong = send("auth/two-factor/", {"challenge": said["challenge"], "code": "nothing"})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "wrong_code")
    with time_machine.travel(timedelta(seconds=5)):
        right = send("auth/two-factor/", {"challenge": said["challenge"], "code": code_of(dora)})
    assert right.status_code == 200
    assert rows_of(dora)[-1].second_factor_at is not None


@pytest.mark.parametrize("challenge", ["", "x", "a:b:c", "é" * 50])
def test_a_challenge_that_is_none_is_refused(challenge):
    assert send("auth/two-factor/", {"challenge": challenge, "code": "123456"}).status_code == 400


def test_known_and_unknown_people_are_refused_alike():
    person()
    answers = []
    for email in ("dora@example.com", "nobody@example.com"):
        answer = send("auth/login/", {"email": email, "password": "wrong"}).json()
        answer.pop("request_id", None)
        answers.append(answer)
    assert answers[0] == answers[1]
    assert answers[0]["code"] == "wrong_credentials"


def test_an_access_token_lives_ten_minutes():
    with time_machine.travel("2026-01-01 12:00:00+00:00", tick=False) as clock:
        said = come_in(person())
        clock.shift(timedelta(minutes=9, seconds=59))
        assert Client().get("/api/v1/sessions/", **bearer(said["access"])).status_code == 200
        clock.shift(timedelta(seconds=1))
        over = Client().get("/api/v1/sessions/", **bearer(said["access"]))
        assert (over.status_code, over.json()["code"]) == (401, "session_over")


def test_an_access_token_dies_with_its_session():
    dora = person()
    said = come_in(dora)
    end_sessions(user_id=dora.pk)
    assert Client().get("/api/v1/sessions/", **bearer(said["access"])).status_code == 401
    assert send("auth/refresh/", {"refresh": said["refresh"]}).status_code == 401


def test_a_refresh_token_is_answered_with_the_next_one():
    said = come_in(person())
    again = send("auth/refresh/", {"refresh": said["refresh"]}).json()
    assert again["session"] == said["session"]
    assert again["refresh"] != said["refresh"]
    assert Client().get("/api/v1/sessions/", **bearer(again["access"])).status_code == 200


def test_a_refresh_token_that_comes_twice_ends_the_session_for_both():
    dora = person()
    said = come_in(dora)
    thief = send("auth/refresh/", {"refresh": said["refresh"]}).json()
    assert send("auth/refresh/", {"refresh": said["refresh"]}).status_code == 401
    assert send("auth/refresh/", {"refresh": thief["refresh"]}).status_code == 401
    assert Client().get("/api/v1/sessions/", **bearer(thief["access"])).status_code == 401
    assert [row.ending for row in rows_of(dora)] == ["reuse"]


@pytest.mark.django_db(transaction=True)
def test_of_many_who_bring_one_refresh_token_at_once_at_most_one_is_answered():
    dora = person()
    pair = open_api_session(user=dora, visit=Visit())
    barrier, ends = threading.Barrier(8), []

    def run():
        try:
            barrier.wait(timeout=30)
            refresh(token=pair.refresh, visit=Visit())
            ends.append("answered")
        except SessionOver:
            ends.append("over")
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(ends) == ["answered"] + ["over"] * 7
    assert [row.ending for row in rows_of(dora)] == ["reuse"]


@pytest.mark.parametrize("change", ["none", "key", "audience", "session", "user", "expiry"])
def test_a_token_that_we_did_not_sign_as_it_is_opens_nothing(change):
    dora, emil = person(), person("emil")
    pair = open_api_session(user=dora, visit=Visit())
    claims = jwt.decode(pair.access, options={"verify_signature": False})
    if change == "none":
        forged = jwt.encode(claims, None, algorithm="none")
    elif change == "key":
        forged = jwt.encode(claims, settings.SECRET_KEY, algorithm=ALGORITHM)
    else:
        from accounts.services.tokens import _key

        altered = {
            "audience": {"aud": "other"},
            "session": {"sid": str(emil.pk)},
            "user": {"sub": str(emil.pk)},
            "expiry": {"exp": 1},
        }[change]
        forged = jwt.encode({"aud": AUDIENCE} | claims | altered, _key(settings.SECRET_KEY), algorithm=ALGORITHM)
    with pytest.raises(SessionOver):
        bearer_of_access(forged)
    assert bearer_of_access(pair.access)[0] == dora


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "rlp_nothing", "rlp_" + "x" * 5000, "é", "Bearer"])
def test_what_is_no_token_is_said_to_be_none(token):
    response = Client().get("/api/v1/sessions/", **bearer(token))
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_logging_out_ends_the_programs_session():
    said = come_in(person())
    assert send("auth/logout/", **bearer(said["access"])).status_code == 204
    assert Client().get("/api/v1/sessions/", **bearer(said["access"])).status_code == 401


def test_ending_one_and_ending_all_the_others():
    dora = person()
    here, there, elsewhere = come_in(dora), come_in(dora), come_in(dora)
    ended = send(f"sessions/{there['session']}/", method="delete", **bearer(here["access"]))
    assert ended.status_code == 204
    assert send("sessions/", method="delete", **bearer(here["access"])).status_code == 204
    alive = [Client().get("/api/v1/sessions/", **bearer(s["access"])).status_code for s in (here, there, elsewhere)]
    assert alive == [200, 401, 401]


def test_a_strangers_session_and_a_missing_one_are_the_same_nothing():
    theirs = come_in(person("emil"))["session"]
    here = bearer(come_in(person())["access"])
    for session in (theirs, "01900000-0000-7000-8000-000000000000"):
        gone = send(f"sessions/{session}/", method="delete", **here)
        assert (gone.status_code, gone.json()["code"]) == (404, "session_not_found")


def test_the_browsers_session_serves_the_api_too_with_its_form_token():
    client = Client(enforce_csrf_checks=True)
    logged = logged_in(person())
    client.cookies = logged.cookies
    assert client.get("/api/v1/sessions/").status_code == 200
    assert send("auth/logout/", client=client).status_code == 403


def test_a_personal_token_is_shown_once_and_kept_as_a_hash():
    dora = person()
    here = bearer(come_in(dora)["access"])
    made = send("tokens/", {"name": "My bot", "scopes": ["profile:read"]}, **here)
    assert made.status_code == 201
    assert made.json()["token"].startswith("rlp_")
    listed = Client().get("/api/v1/tokens/", **here).content.decode()
    assert made.json()["token"] not in listed
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL app.house = 'on'")
        cursor.execute("SELECT token_hash, prefix FROM accounts_personalaccesstoken")
        [(kept, prefix)] = cursor.fetchall()
    assert made.json()["token"] not in (kept, prefix)


def test_a_personal_token_reaches_no_key_and_no_session():
    _row, secret = make_personal_token(user=person(), name="bot", scopes=["profile:read", "profile:write"])
    for address in ("sessions/", "tokens/"):
        refused = Client().get(f"/api/v1/{address}", **bearer(secret))
        assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    assert send("auth/confirm/", {"answer": PASSWORD}, **bearer(secret)).status_code == 403


class Scoped(ApiView):
    access = {"GET": signed_in, "POST": signed_in}
    scope = "profile"

    def get(self, request):
        return Response({"name": request.user.username})

    def post(self, request):
        return Response({})


def test_a_personal_token_may_do_what_its_scopes_say(rf):
    _row, secret = make_personal_token(user=person(), name="bot", scopes=["profile:read"])
    view = Scoped.as_view(authentication_classes=[BearerAuthentication])
    assert view(rf.get("/", **bearer(secret))).data == {"name": "dora"}
    assert view(rf.post("/", **bearer(secret))).data["code"] == ScopeMissing.code


def test_a_personal_token_ends_when_it_is_revoked_and_when_its_time_is_over(rf):
    dora = person()
    view = Scoped.as_view(authentication_classes=[BearerAuthentication])
    with time_machine.travel("2026-01-01 12:00:00+00:00", tick=False) as clock:
        here = bearer(come_in(dora)["access"])
        body = {"name": "short", "scopes": ["profile:read"], "expires_at": "2026-01-02T12:00:00Z"}
        short = send("tokens/", body, **here).json()
        long = send("tokens/", {"name": "long", "scopes": ["profile:read"]}, **here).json()
        assert view(rf.get("/", **bearer(short["token"]))).status_code == 200
        assert send(f"tokens/{long['id']}/", method="delete", **here).status_code == 204
        assert view(rf.get("/", **bearer(long["token"]))).status_code == 401
        clock.move_to("2026-01-02 12:00:00+00:00")
        assert view(rf.get("/", **bearer(short["token"]))).status_code == 401


def test_making_a_token_and_ending_all_others_ask_for_a_fresh_confirmation():
    dora = person()
    with time_machine.travel("2026-01-01 12:00:00+00:00", tick=False) as clock:
        said = come_in(dora)
        clock.shift(timedelta(minutes=9, seconds=59))
        here = bearer(send("auth/refresh/", {"refresh": said["refresh"]}).json()["access"])
        clock.shift(timedelta(seconds=1))
        body = {"name": "bot", "scopes": ["profile:read"]}
        assert send("tokens/", body, **here).json()["code"] == "confirmation_needed"
        assert send("sessions/", method="delete", **here).json()["code"] == "confirmation_needed"
        assert send("auth/confirm/", {"answer": "wrong"}, **here).json()["code"] == "wrong_password"
        assert send("auth/confirm/", {"answer": PASSWORD}, **here).status_code == 204
        assert send("tokens/", body, **here).status_code == 201


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": "bot"},
        {"name": "bot", "scopes": []},
        {"name": "bot", "scopes": ["everything"]},
        {"name": "", "scopes": ["profile:read"]},
        {"name": "bot", "scopes": ["profile:read"], "expires_at": "2020-01-01T00:00:00Z"},
        {"name": "bot", "scopes": ["profile:read"], "user": "me"},
        {"name": "bot", "scopes": ["profile:read"], "token_hash": "x"},
        {"name": 7, "scopes": "profile:read"},
    ],
)
def test_a_token_that_makes_no_sense_is_not_made(body):
    here = bearer(come_in(person())["access"])
    assert send("tokens/", body, **here).status_code == 400


def test_two_tokens_of_one_name_are_one_too_many():
    here = bearer(come_in(person())["access"])
    body = {"name": "bot", "scopes": ["profile:read"]}
    assert [send("tokens/", body, **here).status_code for _ in range(2)] == [201, 409]


def test_a_password_is_reset_over_the_api():
    from accounts.tests.cast import letters, path_in

    dora = person()
    assert send("auth/password/reset/", {"email": dora.email}).status_code == 204
    assert send("auth/password/reset/", {"email": "nobody@example.com"}).status_code == 204
    token = path_in(letters()[-1]).split("/")[2]
    body = {"token": token, "password": "another stage of hers"}
    assert send("auth/password/reset/confirm/", body).status_code == 204
    assert send("auth/password/reset/confirm/", body).status_code == 410
