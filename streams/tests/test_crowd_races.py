"""Many at once on real transactions: goals never above their target, money back once, votes counted exactly."""

from __future__ import annotations

from collections import Counter
from functools import partial

import pytest
from django.utils import timezone

from accounts.tests.ensemble import a_person
from economy.models import AccountKind
from economy.services.accounts import house_account
from economy.tests.books import at_once, faults
from economy.tests.purse import a_key, earned, purse, somebody_with
from streams.models import ChallengeGoal, GoalContribution, PollVote, Stream
from streams.selectors.polls import poll_shown
from streams.services.goal_endings import finish_goal, give_back, sweep_goals
from streams.services.goals import Given, chip_in, set_goal
from streams.services.polls import open_poll, vote
from streams.services.tickets import buy_ticket, close_tickets_of
from streams.tests.stage import a_live_show

pytestmark = pytest.mark.django_db(transaction=True)


def escrow() -> int:
    return house_account(AccountKind.ESCROW).balance


def a_goal(target: int):
    show = a_live_show("rita")
    return show, set_goal(stream_id=show.pk, by=show.creator.user, title="I eat a lemon", target=target)


def test_twenty_clicks_have_one_effect():
    _show, goal = a_goal(100)
    vera, key = somebody_with(500), a_key()
    answers = at_once([partial(chip_in, goal_id=goal.pk, person=vera, amount=100, key=key)] * 20, threads=20)
    assert all(isinstance(answer, Given) for answer in answers)
    assert len({answer.contribution.pk for answer in answers}) == sum(not answer.replayed for answer in answers) == 1
    assert (purse(vera), escrow(), GoalContribution.objects.count()) == (400, 100, 1)
    assert faults() == []


def test_of_fifty_who_give_at_once_as_many_do_as_are_missing():
    show, goal = a_goal(200)
    crowd = [somebody_with(100, f"viewer{number}") for number in range(50)]
    jobs = [partial(chip_in, goal_id=goal.pk, person=person, amount=10, key=a_key()) for person in crowd]
    answers = at_once(jobs, threads=16)
    outcomes = Counter(answer if isinstance(answer, str) else "given" for answer in answers)
    assert outcomes == {"given": 20, "goal_closed": 30}
    goal.refresh_from_db()
    assert (goal.raised, goal.people, goal.status, goal.version, escrow()) == (200, 20, "reached", 21, 200)
    assert sum(purse(person) for person in crowd) == 50 * 100 - 200
    done = at_once([partial(finish_goal, goal_id=goal.pk, by=show.creator.user)] * 10, threads=10)
    assert {answer.status for answer in done} == {"done"}
    assert (earned(show.creator), escrow()) == (180, 0)
    assert faults() == []


def test_everybody_gets_theirs_back_once_however_many_ask():
    show, goal = a_goal(10_000)
    crowd = [somebody_with(100, f"viewer{number}") for number in range(20)]
    at_once([partial(chip_in, goal_id=goal.pk, person=person, amount=30, key=a_key()) for person in crowd])
    other = set_goal(stream_id=show.pk, by=show.creator.user, title="And a second", target=10_000)
    back = partial(give_back, goal_id=goal.pk, by=show.creator.user)
    # Meanwhile the same wallets give for something else, and the sweep comes by.
    meanwhile = [partial(chip_in, goal_id=other.pk, person=person, amount=5, key=a_key()) for person in crowd]
    answers = at_once([*[back] * 8, *meanwhile, *[sweep_goals] * 4], threads=16)
    assert not [answer for answer in answers if isinstance(answer, str)]
    sweep_goals()
    assert [purse(person) for person in crowd] == [95] * 20
    assert escrow() == 100
    assert set(goal.contributions.values_list("status", flat=True)) == {"refunded"}
    assert faults() == []


def test_a_goal_is_done_or_given_back_and_never_both():
    show, goal = a_goal(50)
    vera = somebody_with(50)
    chip_in(goal_id=goal.pk, person=vera, amount=50, key=a_key())
    by = show.creator.user
    at_once([partial(finish_goal, goal_id=goal.pk, by=by), partial(give_back, goal_id=goal.pk, by=by)] * 6, threads=12)
    sweep_goals()
    status = ChallengeGoal.objects.get().status
    assert (purse(vera), earned(show.creator)) == ((0, 45) if status == "done" else (50, 0))
    assert (escrow(), faults()) == (0, [])


def test_goals_and_seats_of_one_show_are_settled_side_by_side():
    show = a_live_show("rita", visibility="ticketed", ticket_price=10)
    crowd = [somebody_with(100, f"viewer{number}") for number in range(8)]
    by = show.creator.user
    for person in crowd:
        buy_ticket(stream_id=show.pk, person=person, key=a_key())
    goals = [set_goal(stream_id=show.pk, by=by, title=f"Trick {number}", target=20) for number in range(3)]
    for goal, person in zip(goals, crowd, strict=False):
        chip_in(goal_id=goal.pk, person=person, amount=20, key=a_key())
    Stream.objects.filter(pk=show.pk).update(status="ended", ended_at=timezone.now())
    jobs = [partial(close_tickets_of, show.pk)] * 4 + [
        partial(finish_goal, goal_id=goal.pk, by=by) for goal in goals for _again in range(3)
    ]
    assert not [answer for answer in at_once(jobs, threads=13) if isinstance(answer, str)]
    show.refresh_from_db()
    assert (earned(show.creator), show.earnings, escrow()) == (8 * 9 + 3 * 18, 8 * 9 + 3 * 18, 0)
    assert faults() == []


def test_fifty_votes_at_once_are_fifty_votes_and_each_counts_once():
    show = a_live_show("rita")
    poll = open_poll(
        stream_id=show.pk, by=show.creator.user, question="Whose turn?", choices=["Emil", "Kim"], seconds=60
    )
    emil, kim = poll.choices.all()
    crowd = [a_person(f"viewer{number}") for number in range(50)]
    jobs = [
        partial(vote, poll_id=poll.pk, choice_id=(emil if number % 2 else kim).pk, person=person)
        for number, person in enumerate(crowd)
        for _again in range(3)
    ]
    answers = at_once(jobs, threads=16)
    assert answers.count("already_voted") == 100
    shown = poll_shown(show.pk)["poll"]
    assert (shown["votes"], [choice["votes"] for choice in shown["choices"]]) == (50, [25, 25])
    assert PollVote.objects.count() == 50
