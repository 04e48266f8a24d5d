"""Goals and polls as programs, plain forms and sockets reach them."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from channels.db import database_sync_to_async
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts.services.tokens import make_personal_token
from accounts.tests.cast import logged_in
from accounts.tests.ensemble import a_person
from economy.tests.purse import a_key, earned, purse, somebody_with
from roastlive.testing.sockets import Browser, cookies_of
from streams.models import ChallengeGoal, Poll
from streams.services.goals import set_goal
from streams.services.polls import open_poll
from streams.tests.stage import a_live_show


def a_goal(show, target=100) -> ChallengeGoal:
    return set_goal(stream_id=show.pk, by=show.creator.user, title="I eat a lemon", target=target)


def a_poll(show) -> Poll:
    return open_poll(
        stream_id=show.pk, by=show.creator.user, question="Whose turn?", choices=["Emil", "Kim"], seconds=60
    )


@pytest.fixture
def show(db):
    return a_live_show("rita")


@pytest.fixture
def vera(client, db):
    person = somebody_with(1000)
    client.force_login(person)
    return person


def send(client, path, key=None, **said):
    headers = {"Idempotency-Key": key or a_key()}
    return client.post(f"/api/v1/{path}", json.dumps(said), content_type="application/json", headers=headers)


# --- The API -----------------------------------------------------------------------------------------------------------
def test_a_goal_from_its_beginning_to_its_end(client, show, vera):
    client.force_login(show.creator.user)
    made = send(client, f"streams/{show.pk}/goals/", title="I eat a lemon", target=100)
    assert (made.status_code, made.json()["status"]) == (201, "open")
    goal = made.json()["id"]
    assert send(client, f"goals/{goal}/done/").json()["code"] == "goal_not_reached"
    client.force_login(vera)
    key = a_key()
    first, again = (send(client, f"goals/{goal}/contributions/", key, amount=100) for _turn in range(2))
    assert (first.status_code, first.json()["balance"], first.json()["goal"]["status"]) == (201, 900, "reached")
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.json()["contribution"] == first.json()["contribution"]
    assert send(client, f"goals/{goal}/done/").status_code == 403
    client.force_login(show.creator.user)
    assert send(client, f"goals/{goal}/done/").json()["status"] == "done"
    assert send(client, f"goals/{goal}/give-back/").json()["code"] == "goal_closed"
    assert earned(show.creator) == 90
    client.logout()
    listed = client.get(f"/api/v1/streams/{show.pk}/goals/").json()["results"]
    assert [(each["id"], each["raised"]) for each in listed] == [(goal, 100)]


def test_a_contribution_needs_its_key_and_a_whole_amount(client, show, vera):
    goal = a_goal(show)
    path = f"/api/v1/goals/{goal.pk}/contributions/"
    keyless = client.post(path, json.dumps({"amount": 5}), content_type="application/json")
    assert keyless.json()["code"] == "idempotency_key_missing"
    for amount in (0, -1, 1.5, "5", True, None, 10**30):
        assert send(client, f"goals/{goal.pk}/contributions/", amount=amount).status_code == 400
    nearly = send(client, f"goals/{goal.pk}/contributions/", amount=101)
    assert (nearly.status_code, nearly.json()["code"]) == (409, "goal_nearly_full")
    assert send(client, f"goals/{uuid4()}/contributions/", amount=1).status_code == 404
    assert purse(vera) == 1000


def test_a_poll_from_its_beginning_to_its_end(client, show, vera):
    client.force_login(show.creator.user)
    made = send(client, f"streams/{show.pk}/polls/", question="Whose turn?", choices=["Emil", "Kim"], seconds=60)
    assert made.status_code == 201
    poll, choices = made.json()["id"], made.json()["choices"]
    assert send(client, f"streams/{show.pk}/polls/", question="Again?", choices=["a", "b"]).status_code == 409
    client.force_login(vera)
    voted = send(client, f"polls/{poll}/votes/", choice=choices[1]["id"])
    assert (voted.status_code, [choice["votes"] for choice in voted.json()["choices"]]) == (201, [0, 1])
    again = send(client, f"polls/{poll}/votes/", choice=choices[0]["id"])
    assert (again.status_code, again.json()["code"]) == (409, "already_voted")
    assert send(client, f"polls/{poll}/close/").status_code == 403
    client.force_login(show.creator.user)
    assert send(client, f"polls/{poll}/close/").json()["closed_at"]
    client.force_login(a_person("kim"))
    assert send(client, f"polls/{poll}/votes/", choice=choices[0]["id"]).json()["code"] == "poll_closed"
    assert len(client.get(f"/api/v1/streams/{show.pk}/polls/").json()["results"]) == 1


@pytest.mark.parametrize(
    "said",
    [{"choices": ["one"]}, {"choices": list("abcdef")}, {"choices": "one"}, {"seconds": 5}, {"question": ""}, {"x": 1}],
)
def test_what_is_no_question_is_refused(client, show, said):
    client.force_login(show.creator.user)
    body = {"question": "Whose turn?", "choices": ["Emil", "Kim"], **said}
    assert send(client, f"streams/{show.pk}/polls/", **body).status_code == 400


def test_a_token_needs_the_scope(client, show):
    goal, vera = a_goal(show), somebody_with(100)
    _token, secret = make_personal_token(user=vera, name="bot", scopes=["crowd:read"])
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": a_key()}
    path = f"/api/v1/goals/{goal.pk}/contributions/"
    assert client.post(path, {"amount": 5}, content_type="application/json", headers=headers).status_code == 403
    assert client.get(f"/api/v1/streams/{show.pk}/goals/", headers=headers).status_code == 200


# --- Plain forms -------------------------------------------------------------------------------------------------------
def post(client, name, which, /, **said):
    answer = client.post(reverse(f"streams:{name}", args=[which]), said)
    return answer, [str(message) for message in get_messages(answer.wsgi_request)]


def test_a_goal_by_plain_forms(client, show, vera):
    client.force_login(show.creator.user)
    answer, said = post(client, "set_goal", show.pk, title="I eat a lemon", target="100", minutes="")
    assert (answer.status_code, answer.url, said) == (
        302,
        reverse("streams:watch", args=[show.pk]),
        ["Your goal is up."],
    )
    goal = ChallengeGoal.objects.get()
    client.force_login(vera)
    key = a_key()
    for _twice in range(2):
        answer, said = post(client, "chip_in", goal.pk, amount="100", key=key)
        assert said[-1] == "100 tokens for “I eat a lemon”."
    assert purse(vera) == 900
    answer, said = post(client, "finish_goal", goal.pk)
    assert said[-1] == "You may not do that."
    client.force_login(show.creator.user)
    post(client, "finish_goal", goal.pk)
    goal.refresh_from_db()
    assert goal.status == "done"


def test_a_goal_is_given_back_by_a_plain_form(client, show):
    goal = a_goal(show)
    client.force_login(show.creator.user)
    _answer, said = post(client, "give_back_goal", goal.pk, note="No lemons.")
    assert said == ["Everybody gets their tokens back."]
    goal.refresh_from_db()
    assert (goal.status, goal.note) == ("failed", "No lemons.")


def test_a_poll_by_plain_forms(client, show, vera):
    client.force_login(show.creator.user)
    post(client, "open_poll", show.pk, question="Whose turn?", choices=["Emil", "Kim", ""], seconds="60")
    poll = Poll.objects.get()
    client.force_login(vera)
    choice = poll.choices.first()
    _answer, said = post(client, "vote", poll.pk, choice=str(choice.pk))
    assert said[-1] == "Your vote counts."
    _answer, said = post(client, "vote", poll.pk, choice=str(choice.pk))
    assert said[-1] == "You have voted already."
    client.force_login(show.creator.user)
    post(client, "close_poll", poll.pk)
    assert Poll.objects.get().closed_at is not None


@pytest.mark.parametrize("amount", ["", "0", "-1", "1.5", "1e3", "１", "99999999999999999999"])
def test_bad_numbers_are_said_on_the_page_and_nothing_moves(client, show, vera, amount):
    answer, said = post(client, "chip_in", a_goal(show).pk, amount=amount, key=a_key())
    assert answer.status_code == 302
    assert said
    assert purse(vera) == 1000


@pytest.mark.parametrize(
    "name", ["chip_in", "vote", "set_goal", "finish_goal", "give_back_goal", "open_poll", "close_poll"]
)
def test_forms_are_for_who_is_logged_in_and_sent_by_post(client, show, name):
    address = reverse(f"streams:{name}", args=[uuid4()])
    assert client.post(address).url.startswith("/login/")
    client.force_login(a_person("kim"))
    assert client.get(address).status_code == 405
    assert client.post(address).status_code in {302, 404}


def test_a_vote_for_nothing_is_answered(client, show, vera):
    poll = a_poll(show)
    for choice in ("", "nonsense", str(uuid4())):
        answer, said = post(client, "vote", poll.pk, choice=choice)
        assert answer.status_code == 302
        assert said


# --- The socket --------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
async def test_the_room_sees_goals_and_votes_as_they_come():
    show = await database_sync_to_async(a_live_show)("rita")
    goal = await database_sync_to_async(a_goal)(show)
    poll = await database_sync_to_async(a_poll)(show)
    choices = await database_sync_to_async(lambda: list(poll.choices.all()))()
    vera = await database_sync_to_async(somebody_with)(1000)
    client = await database_sync_to_async(logged_in)(vera)
    async with (
        Browser(f"/ws/live/{show.pk}/", cookies=cookies_of(client)) as giver,
        Browser(f"/ws/live/{show.pk}/") as watcher,
    ):
        snapshot = await watcher.hear_until("snapshot")
        assert snapshot["goals"]["items"][0]["title"] == "I eat a lemon"
        assert snapshot["poll"]["poll"]["status"] == "open"
        wish = {"t": "goal", "goal": str(goal.pk), "amount": 40, "key": a_key()}
        answer = await giver.answer_to(id=1, **wish)
        assert (answer["t"], answer["balance"], answer["goal"]["raised"]) == ("ack", 960, 40)
        assert (await giver.answer_to(id=2, **wish))["balance"] == 960
        seen = await told(watcher, "goals")
        assert (seen["items"][0]["raised"], seen["items"][0]["people"]) == (40, 1)
        ballot = {"t": "vote", "poll": str(poll.pk), "choice": str(choices[1].pk)}
        assert (await giver.answer_to(id=3, **ballot))["t"] == "ack"
        assert (await giver.answer_to(id=4, **ballot))["code"] == "already_voted"
        seen = await told(watcher, "poll")
        assert [choice["votes"] for choice in seen["poll"]["choices"]] == [0, 1]
        assert (await watcher.answer_to(id=5, **ballot))["code"] == "not_signed_in"


async def told(peer, part):
    while True:
        frame = await peer.hear_until("tick")
        if part in frame:
            return frame[part]
