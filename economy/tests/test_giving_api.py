import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.services.blocking import block
from accounts.services.tokens import make_personal_token
from accounts.tests.ensemble import a_creator, a_person
from economy.models import Gift, GiftType, Tip
from economy.services.holds import reserve
from economy.tests.purse import a_key, earned, gift_from, purse, somebody_with, tip_from
from roastlive.lib.redis_clients import redis_client
from roastlive.lib.rls import acting_as_house

pytestmark = pytest.mark.django_db

BAD_NUMBERS = [0, -1, 1.5, "5", True, None, [], {}, 10**30, "1_000", "１"]


@pytest.fixture(autouse=True)
def fresh_limits():
    redis_client().flushdb()


@pytest.fixture
def vera(client):
    person = somebody_with(1000)
    client.force_login(person)
    return person


@pytest.fixture
def rita(db):
    return a_creator("rita")


def send(client, path, body, key=None, **headers):
    key = a_key() if key is None else key
    headers |= {"Idempotency-Key": key} if key else {}
    return client.post(path, json.dumps(body), content_type="application/json", headers=headers)


def gift(client, key=None, **said):
    return send(client, "/api/v1/gifts/", {"creator": "rita", "gift": "airhorn", **said}, key)


def tip(client, key=None, **said):
    return send(client, "/api/v1/tips/", {"creator": "rita", "amount": 100, **said}, key)


def rows() -> int:
    with acting_as_house():
        return Gift.objects.count() + Tip.objects.count()


def test_a_gift_answers_with_what_was_given_and_what_is_left(client, vera, rita):
    answer = gift(client, quantity=3)
    assert answer.status_code == 201
    body = answer.json()
    assert body["balance"] == 925
    given = body["gift"]
    assert (given["gift"]["slug"], given["quantity"], given["price"], given["fee"]) == ("airhorn", 3, 25, 22)
    assert client.get(f"/api/v1/gifts/{given['id']}/").json() == given


def test_the_same_key_has_one_effect_and_one_answer(client, vera, rita):
    for give in (gift, tip):
        key = a_key()
        first, again = give(client, key), give(client, key)
        assert first.content == again.content
        assert "Idempotent-Replayed" not in first.headers
        assert again["Idempotent-Replayed"] == "true"
        other = give(client, key, creator="rita", **({"quantity": 2} if give is gift else {"amount": 7}))
        assert (other.status_code, other.json()["code"]) == (409, "idempotency_conflict")
    assert (purse(vera), rows()) == (875, 2)


@pytest.mark.parametrize(("key", "code"), [("", "idempotency_key_missing"), ("short", "idempotency_key_invalid")])
def test_money_needs_a_key(client, vera, rita, key, code):
    for give in (gift, tip):
        answer = give(client, key)
        assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert rows() == 0


@pytest.mark.parametrize("number", BAD_NUMBERS)
def test_bad_numbers_are_refused_and_nothing_moves(client, vera, rita, number):
    assert gift(client, quantity=number).status_code == 400
    assert tip(client, amount=number).status_code == 400
    assert (purse(vera), earned(rita), rows()) == (1000, 0, 0)


@pytest.mark.parametrize(
    "body", [[], "x", 1, None, {"creator": "rita"}, {"gift": "tomato"}, {"creator": 1, "gift": {}}]
)
def test_bodies_that_say_nothing_are_refused(client, vera, rita, body):
    assert send(client, "/api/v1/gifts/", body).status_code == 400
    assert send(client, "/api/v1/tips/", body).status_code == 400


def test_nobody_sets_what_the_house_decides(client, vera, rita):
    assert gift(client, price=1).status_code == 400
    assert tip(client, fee=0, status="completed").status_code == 400
    assert rows() == 0


def test_refusals_have_codes(client, vera, rita):
    def said(answer):
        return answer.status_code, answer.json()["code"]

    assert said(gift(client, gift="no-such-thing")) == (404, "gift_type_not_found")
    assert said(gift(client, creator="nobody")) == (404, "not_found")
    assert said(gift(client, gift="golden-mic")) == (409, "insufficient_funds")
    assert said(tip(client, message="kill yourself")) == (400, "message_refused")
    block(blocker=vera, blocked=rita.user)
    assert said(gift(client)) == said(tip(client)) == (403, "cannot_give")
    client.force_login(rita.user)
    assert said(gift(client)) == said(tip(client)) == (403, "cannot_give_yourself")
    client.logout()
    assert said(gift(client)) == (401, "not_signed_in")
    assert rows() == 0


def test_each_sees_what_is_between_them_and_nobody_else_does(vera, rita):
    given, tipped = gift_from(vera, rita).gift, tip_from(vera, rita).tip
    paths = [f"/api/v1/gifts/{given.pk}/", f"/api/v1/tips/{tipped.pk}/"]
    for person, status in ((vera, 200), (rita.user, 200), (a_person("emil"), 404)):
        client = Client()
        client.force_login(person)
        assert [client.get(path).status_code for path in paths] == [status, status]
        seen = 1 if status == 200 else 0
        assert len(client.get("/api/v1/gifts/").json()["results"]) == seen
        assert len(client.get("/api/v1/tips/").json()["results"]) == seen
    client = Client()
    client.force_login(rita.user)
    assert len(client.get("/api/v1/gifts/?direction=in").json()["results"]) == 1
    assert client.get("/api/v1/gifts/?direction=out").json()["results"] == []


def test_the_catalogue_is_public(client):
    GiftType.objects.filter(slug="crown").update(is_active=False)
    kinds = client.get("/api/v1/gift-types/").json()["results"]
    assert len(kinds) == 13
    assert kinds[0] == {"slug": "tomato", "name": "Tomato", "drawing": "tomato", "price": 1, "level": 1}


def test_wallet_entries_and_holds(client, vera, rita, time_from_now):
    gift_from(vera, rita, "airhorn")
    reserve(person_id=vera.pk, amount=50, purpose="goal", reference="goal:1", expires_at=time_from_now)
    wallet = client.get("/api/v1/wallet/").json()
    assert (wallet["available"], wallet["reserved"], wallet["tokens_per_dollar"]) == (925, 50, 100)
    entries = client.get("/api/v1/wallet/entries/").json()["results"]
    assert [(entry["kind"], entry["amount"], entry["balance_after"]) for entry in entries] == [
        ("reserve", -50, 925),
        ("gift", -25, 975),
        ("purchase", 1000, 1000),
    ]
    assert [entry["kind"] for entry in client.get("/api/v1/wallet/entries/?direction=in").json()["results"]] == [
        "purchase"
    ]
    assert len(client.get("/api/v1/wallet/entries/?kind=gift").json()["results"]) == 1
    assert client.get("/api/v1/wallet/entries/?account=earnings").json()["results"] == []
    first = client.get("/api/v1/wallet/entries/?limit=2").json()
    assert [entry["number"] for entry in client.get(first["next"]).json()["results"]] == [1]
    (hold,) = client.get("/api/v1/wallet/holds/?state=active").json()["results"]
    assert (hold["amount"], hold["purpose"]) == (50, "goal")


@pytest.fixture
def time_from_now():
    return timezone.now() + timedelta(hours=1)


@pytest.mark.parametrize("query", ["account=gold", "kind=theft", "direction=up", "since=x", "cursor=%00", "limit=0"])
def test_questions_that_make_no_sense_are_refused(client, vera, query):
    assert client.get(f"/api/v1/wallet/entries/?{query}").status_code == 400


def test_a_token_reaches_what_it_was_given_for(client, vera, rita):
    _row, reading = make_personal_token(user=vera, name="reader", scopes=["wallet:read", "giving:read"])
    client.logout()
    headers = {"Authorization": f"Bearer {reading}"}
    assert client.get("/api/v1/wallet/", headers=headers).status_code == 200
    assert client.get("/api/v1/gifts/", headers=headers).status_code == 200
    answer = send(client, "/api/v1/gifts/", {"creator": "rita", "gift": "tomato"}, **headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
