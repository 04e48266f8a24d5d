import threading

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from accounts.services.doors import shut_out
from accounts.services.erasure import erase_person
from accounts.services.leaving import leave
from accounts.services.passkeys import remember_question, take_question
from accounts.tests.authenticator import PRESENT, Authenticator
from accounts.tests.cast import person, rows_of
from roastlive.lib.redis_clients import redis_client

pytestmark = pytest.mark.django_db

BEGIN, ENTER = "/api/v1/auth/passkey/begin/", "/api/v1/auth/passkey/"


def asked():
    return Client().post(BEGIN).json()


def give(question, credential, **more):
    body = {"state": question["state"], "credential": credential, **more}
    return Client().post(ENTER, body, content_type="application/json")


def test_a_program_comes_in_with_a_passkey():
    dora = person("dora")
    key = Authenticator(dora)
    question = asked()
    assert not question["options"].get("allowCredentials")
    answer = give(question, key.answer(question["options"]), device="Dora's phone")
    assert answer.status_code == 200, answer.content
    headers = {"Authorization": f"Bearer {answer.json()['access']}"}
    assert Client().get("/api/v1/me/", headers=headers).json()["username"] == "dora"
    [session] = rows_of(dora)
    assert (session.device, session.kind) == ("Dora's phone", "api")
    # It is a second factor as well.
    assert session.second_factor_at is not None


def test_an_answer_is_good_once():
    key = Authenticator(person("dora"))
    question = asked()
    answer = key.answer(question["options"])
    assert give(question, answer).status_code == 200
    again = give(question, answer)
    assert (again.status_code, again.json()["code"]) == (400, "passkey_refused")


def test_an_answer_to_another_question_is_none():
    key = Authenticator(person("dora"))
    answer = key.answer(asked()["options"])
    assert give(asked(), answer).json()["code"] == "passkey_refused"
    assert give({"state": "invented"}, answer).json()["code"] == "passkey_refused"


def test_a_device_that_did_not_ask_who_holds_it_opens_nothing():
    key = Authenticator(person("dora"))
    question = asked()
    assert give(question, key.answer(question["options"], flags=PRESENT)).json()["code"] == "passkey_refused"


@pytest.mark.parametrize("credential", [{}, {"id": 1}, {"id": "x", "rawId": "x", "response": {}, "type": "public-key"}])
def test_what_makes_no_sense_is_refused_in_words(credential):
    assert give(asked(), credential).json()["code"] == "passkey_refused"


def test_nobody_comes_in_who_may_not():
    shut, gone, leaver = person("shut"), person("gone"), person("leaver")
    keys = [Authenticator(somebody) for somebody in (shut, gone, leaver)]
    shut_out(user=shut)
    erase_person(person_id=gone.pk)
    leave(user=leaver, username="leaver")
    codes = []
    for key in keys:
        question = asked()
        codes.append(give(question, key.answer(question["options"])).json()["code"])
    assert codes == ["passkey_refused", "passkey_refused", "leaving"]
    question = asked()
    assert give(question, keys[2].answer(question["options"]), stay=True).status_code == 200
    assert User.objects.get(pk=leaver.pk).leaves_at is None


def test_without_redis_the_question_is_lost_and_asked_again():
    handle = remember_question({"challenge": "x"})
    redis_client().flushdb()
    assert take_question(handle) is None


def test_a_question_is_taken_by_one_of_many():
    handle = remember_question({"challenge": "x"})
    taken = []
    together = threading.Barrier(8)

    def take():
        together.wait()
        taken.append(take_question(handle))
        connection.close()

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found for found in taken if found] == [{"challenge": "x"}]
