"""A question to the room: one vote each, counted exactly."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.services.blocking import block
from accounts.tests.ensemble import a_person
from roastlive.lib.errors import Forbidden, Invalid
from streams.errors import (
    AlreadyVoted,
    ChoiceNotFound,
    FollowersOnly,
    NotLive,
    PollClosed,
    PollNotFound,
    PollOpenAlready,
    StreamOver,
    WordsRefused,
)
from streams.models import Poll, Stream
from streams.selectors.polls import choice_of, poll_shown
from streams.services.polls import close_poll, close_polls_of, open_poll, sweep_polls, vote
from streams.tests.stage import a_live_show, a_show

pytestmark = pytest.mark.django_db


@pytest.fixture
def show():
    return a_live_show("rita")


def ask(show, **said):
    wanted = {"question": "Whose turn?", "choices": ["Emil", "Kim"], "seconds": 60, **said}
    return open_poll(stream_id=show.pk, by=wanted.pop("by", show.creator.user), **wanted)


def votes(show) -> list[int]:
    return [choice["votes"] for choice in poll_shown(show.pk)["poll"]["choices"]]


def test_everybody_votes_once(show):
    poll, vera, kim = ask(show), a_person("vera"), a_person("kim")
    first, second = poll.choices.all()
    vote(poll_id=poll.pk, choice_id=first.pk, person=vera)
    vote(poll_id=poll.pk, choice_id=second.pk, person=kim)
    for choice in (first, second):
        with pytest.raises(AlreadyVoted):
            vote(poll_id=poll.pk, choice_id=choice.pk, person=vera)
    assert votes(show) == [1, 1]
    assert choice_of(poll_id=poll.pk, person_id=vera.pk) == first.pk
    assert AlreadyVoted.code == "already_voted"


def test_every_change_makes_the_version_rise(show):
    seen = [poll_shown(show.pk)["version"]]
    poll = ask(show)
    seen.append(poll_shown(show.pk)["version"])
    vote(poll_id=poll.pk, choice_id=poll.choices.first().pk, person=a_person("vera"))
    seen.append(poll_shown(show.pk)["version"])
    close_poll(poll_id=poll.pk, by=show.creator.user)
    seen.append(poll_shown(show.pk)["version"])
    assert seen == sorted(set(seen))


def test_a_closed_poll_takes_no_vote_and_keeps_its_result(show):
    poll, vera = ask(show), a_person("vera")
    choice = poll.choices.first()
    closed = close_poll(poll_id=poll.pk, by=show.creator.user)
    assert close_poll(poll_id=poll.pk, by=show.creator.user).closed_at == closed.closed_at
    with pytest.raises(PollClosed):
        vote(poll_id=poll.pk, choice_id=choice.pk, person=vera)
    assert poll_shown(show.pk)["poll"]["status"] == "closed"
    Poll.objects.update(closed_at=timezone.now() - timedelta(minutes=3))
    assert poll_shown(show.pk)["poll"] is None


def test_by_the_clock_it_is_over_before_anybody_writes_it_down(show):
    poll, vera = ask(show), a_person("vera")
    Poll.objects.filter(pk=poll.pk).update(
        created_at=timezone.now() - timedelta(minutes=2), ends_at=timezone.now() - timedelta(seconds=1)
    )
    assert poll_shown(show.pk)["poll"]["status"] == "closed"
    with pytest.raises(PollClosed):
        vote(poll_id=poll.pk, choice_id=poll.choices.first().pk, person=vera)
    # The next question need not wait for the sweep either.
    ask(show)
    assert sweep_polls() == 0


def test_the_sweep_closes_what_is_over(show):
    poll = ask(show)
    assert sweep_polls() == 0
    assert sweep_polls(now=poll.ends_at) == 1
    poll.refresh_from_db()
    assert poll.closed_at == poll.ends_at


def test_one_at_a_time_and_none_after_the_show(show):
    ask(show)
    with pytest.raises(PollOpenAlready):
        ask(show)
    assert close_polls_of(show.pk) == 1
    Stream.objects.filter(pk=show.pk).update(status="ended", ended_at=timezone.now())
    with pytest.raises(StreamOver):
        ask(show)
    with pytest.raises(NotLive):
        ask(a_show("emil"))


@pytest.mark.parametrize(
    "said",
    [
        {"question": " "},
        {"question": "x" * 121},
        {"choices": ["one"]},
        {"choices": list("abcdef")},
        {"choices": ["one", " "]},
        {"choices": ["one", "ONE"]},
        {"choices": ["one", "x" * 61]},
        {"seconds": 14},
        {"seconds": 1801},
        {"seconds": 20.0},
    ],
)
def test_what_is_no_question(show, said):
    with pytest.raises(Invalid):
        ask(show, **said)
    assert not Poll.objects.exists()


def test_words_are_screened(show):
    with pytest.raises(WordsRefused):
        ask(show, choices=["Yes", "I will kill you with a knife tonight"])


def test_who_may_ask_and_who_may_answer(show):
    vera = a_person("vera")
    with pytest.raises(Forbidden):
        ask(show, by=vera)
    poll = ask(show)
    with pytest.raises(Forbidden):
        close_poll(poll_id=poll.pk, by=vera)
    with pytest.raises(ChoiceNotFound):
        vote(poll_id=poll.pk, choice_id=poll.pk, person=vera)
    with pytest.raises(PollNotFound):
        vote(poll_id=vera.pk, choice_id=poll.pk, person=vera)
    Stream.objects.filter(pk=show.pk).update(visibility="followers")
    with pytest.raises(FollowersOnly):
        vote(poll_id=poll.pk, choice_id=poll.choices.first().pk, person=vera)
    block(blocker=show.creator.user, blocked=vera)
    with pytest.raises(PollNotFound):
        vote(poll_id=poll.pk, choice_id=poll.choices.first().pk, person=vera)


def test_another_polls_answer_is_none_of_this_one(show):
    poll = ask(show)
    other = ask(a_live_show("emil"))
    with pytest.raises(ChoiceNotFound):
        vote(poll_id=poll.pk, choice_id=other.choices.first().pk, person=a_person("vera"))
