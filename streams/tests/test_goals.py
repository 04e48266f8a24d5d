"""Goals: what comes in waits in escrow, and goes where it should."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Notification
from accounts.personal_data import part_named
from accounts.services.blocking import block
from accounts.tests.ensemble import a_creator, a_person
from economy.errors import CannotGiveYourself, InsufficientFunds
from economy.models import AccountKind
from economy.selectors.history import told
from economy.services.accounts import house_account, wallet_of
from economy.tests.books import faults
from economy.tests.purse import a_key, earned, house_fees, purse, somebody_with
from moderation.errors import Sanctioned
from moderation.models import UserSanction
from moderation.tests.guardhouse import sanctioned
from roastlive.lib.errors import Forbidden, Invalid
from roastlive.lib.idempotency import IdempotencyConflict
from roastlive.lib.rls import acting_as
from streams.errors import (
    FollowersOnly,
    GoalClosed,
    GoalNearlyFull,
    GoalNotFound,
    GoalNotReached,
    StreamNotFound,
    StreamOver,
    TooManyGoals,
    WordsRefused,
)
from streams.models import ChallengeGoal, GoalContribution, Stream
from streams.services.goal_endings import finish_goal, give_back, sweep_goals
from streams.services.goals import chip_in, set_goal
from streams.services.polls import open_poll, vote
from streams.tests.stage import a_live_show

pytestmark = pytest.mark.django_db


def escrow() -> int:
    return house_account(AccountKind.ESCROW).balance


@pytest.fixture
def show():
    return a_live_show("rita")


@pytest.fixture
def rita(show):
    return show.creator.user


@pytest.fixture
def vera():
    return somebody_with(1000)


@pytest.fixture
def goal(show, rita):
    return set_goal(stream_id=show.pk, by=rita, title="I eat a lemon", target=300)


def give(goal, person, amount, key=None):
    return chip_in(goal_id=goal.pk, person=person, amount=amount, key=key or a_key())


def bells(person) -> list[str]:
    with acting_as(person.pk):
        return list(Notification.objects.filter(recipient=person).values_list("type", flat=True))


def test_what_is_given_waits_in_escrow_and_is_the_creators_once_it_is_done(goal, show, rita, vera):
    given = give(goal, vera, 100)
    assert (given.balance, purse(vera), escrow(), given.goal.raised, given.goal.people) == (900, 900, 100, 100, 1)
    with pytest.raises(GoalNotReached):
        finish_goal(goal_id=goal.pk, by=rita)
    given = give(goal, vera, 200)
    assert (given.goal.status, given.goal.people) == ("reached", 1)
    assert "streams.goal_reached" in bells(rita)
    done = finish_goal(goal_id=goal.pk, by=rita)
    assert done.status == "done"
    assert finish_goal(goal_id=goal.pk, by=rita).closed_at == done.closed_at
    assert (escrow(), earned(show.creator), house_fees()) == (0, 270, 30)
    assert set(goal.contributions.values_list("status", flat=True)) == {"paid"}
    with pytest.raises(GoalClosed):
        give_back(goal_id=goal.pk, by=rita)
    assert faults() == []


def test_only_what_is_missing_is_taken(goal, vera):
    give(goal, vera, 250)
    with pytest.raises(GoalNearlyFull) as refusal:
        give(goal, vera, 51)
    assert "50" in str(refusal.value)
    give(goal, vera, 50)
    with pytest.raises(GoalClosed):
        give(goal, vera, 1)
    assert (purse(vera), escrow()) == (700, 300)


def test_the_same_key_is_one_contribution(goal, vera):
    key = a_key()
    first, again = give(goal, vera, 300, key), give(goal, vera, 300, key)
    assert (first.replayed, again.replayed, again.contribution) == (False, True, first.contribution)
    assert (again.balance, purse(vera)) == (700, 700)
    with pytest.raises(IdempotencyConflict):
        give(goal, vera, 299, key)


def test_who_may_not_give(goal, show, rita, vera):
    with pytest.raises(CannotGiveYourself):
        give(goal, rita, 10)
    with pytest.raises(InsufficientFunds):
        give(goal, a_person("poor"), 10)
    banned = somebody_with(100, "bert")
    sanctioned(banned, UserSanction.Kind.SUSPENSION)
    with pytest.raises(Sanctioned):
        give(goal, banned, 10)
    block(blocker=rita, blocked=vera)
    with pytest.raises(GoalNotFound):
        give(goal, vera, 10)
    assert escrow() == 0


def test_a_creator_who_may_not_receive_neither_asks_nor_gets(goal, show, rita, vera):
    give(goal, vera, 300)
    sanctioned(rita, UserSanction.Kind.SUSPENSION)
    with pytest.raises(Sanctioned):
        set_goal(stream_id=show.pk, by=rita, title="And another", target=10)
    with pytest.raises(Sanctioned):
        finish_goal(goal_id=goal.pk, by=rita)
    assert (escrow(), earned(show.creator)) == (300, 0)


def test_the_door_and_the_end_of_the_show_hold_here_too(goal, show, vera):
    Stream.objects.filter(pk=show.pk).update(visibility="followers")
    with pytest.raises(FollowersOnly):
        give(goal, vera, 10)
    Stream.objects.filter(pk=show.pk).update(visibility="public", status="ended", ended_at=timezone.now())
    with pytest.raises(StreamOver):
        give(goal, vera, 10)


@pytest.mark.parametrize("amount", [0, -5, 1.5, True, "10", None])
def test_an_amount_is_a_whole_number(goal, vera, amount):
    with pytest.raises(Invalid):
        give(goal, vera, amount)


def test_goals_are_the_creators_own_three_at_a_time(show, rita, vera):
    for number in range(3):
        set_goal(stream_id=show.pk, by=rita, title=f"Trick {number}", target=10)
    with pytest.raises(TooManyGoals):
        set_goal(stream_id=show.pk, by=rita, title="One more", target=10)
    with pytest.raises(Forbidden):
        set_goal(stream_id=show.pk, by=vera, title="Mine", target=10)
    with pytest.raises(StreamNotFound):
        set_goal(stream_id=vera.pk, by=vera, title="Nowhere", target=10)
    give_back(goal_id=ChallengeGoal.objects.first().pk, by=rita)
    set_goal(stream_id=show.pk, by=rita, title="One more", target=10)


@pytest.mark.parametrize(
    "said",
    [{"title": " "}, {"title": "x" * 101}, {"target": 0}, {"target": 10**7}, {"target": "5"}, {"minutes": 0}],
)
def test_a_goal_has_a_title_and_bounds(show, rita, said):
    with pytest.raises(Invalid):
        set_goal(stream_id=show.pk, by=rita, **{"title": "Lemon", "target": 10, **said})


def test_words_are_screened(show, rita):
    with pytest.raises(WordsRefused):
        set_goal(stream_id=show.pk, by=rita, title="I will kill you with a knife tonight", target=10)


def test_everybody_gets_theirs_back_once_and_is_told(goal, show, rita, vera, django_capture_on_commit_callbacks):
    emil = somebody_with(50, "emil")
    give(goal, vera, 100)
    give(goal, vera, 100)
    give(goal, emil, 50)
    with django_capture_on_commit_callbacks(execute=True):
        give_back(goal_id=goal.pk, by=rita, note="The lemon is gone.")
    with django_capture_on_commit_callbacks(execute=True):
        give_back(goal_id=goal.pk, by=rita)
        sweep_goals()
    assert (purse(vera), purse(emil), escrow()) == (1000, 50, 0)
    assert set(goal.contributions.values_list("status", flat=True)) == {"refunded"}
    assert bells(vera).count("streams.goal_back") == bells(emil).count("streams.goal_back") == 1
    goal.refresh_from_db()
    assert (goal.status, goal.note) == ("failed", "The lemon is gone.")
    with pytest.raises(GoalClosed):
        finish_goal(goal_id=goal.pk, by=rita)
    assert faults() == []


def test_why_it_was_not_done_is_screened_like_everything_that_others_read(goal, rita):
    with pytest.raises(WordsRefused):
        give_back(goal_id=goal.pk, by=rita, note="I will kill you with a knife tonight")
    with pytest.raises(Invalid):
        give_back(goal_id=goal.pk, by=rita, note="x" * 301)
    assert give_back(goal_id=goal.pk, by=rita, note=" ").note == ""


def test_only_who_works_here_gives_back(goal, vera):
    with pytest.raises(Forbidden):
        give_back(goal_id=goal.pk, by=vera)


@pytest.mark.parametrize("why", ["time", "short", "undone", "cancelled", "missed", "deleted"])
def test_the_sweep_gives_back_what_will_not_be_done(goal, show, vera, why, django_capture_on_commit_callbacks):
    give(goal, vera, 300 if why == "undone" else 100)
    now = timezone.now()
    if why == "time":
        ChallengeGoal.objects.filter(pk=goal.pk).update(ends_at=now)
    elif why == "short":
        Stream.objects.filter(pk=show.pk).update(status="ended", ended_at=now)
    elif why == "undone":
        Stream.objects.filter(pk=show.pk).update(
            status="ended", started_at=now - timedelta(hours=30), ended_at=now - timedelta(hours=25)
        )
    elif why == "cancelled":
        Stream.objects.filter(pk=show.pk).update(status="cancelled", started_at=None, ended_at=now)
    elif why == "missed":
        Stream.objects.filter(pk=show.pk).update(
            status="scheduled", started_at=None, scheduled_start=now - timedelta(hours=25)
        )
    else:
        Stream.objects.filter(pk=show.pk).update(deleted_at=now)
    with django_capture_on_commit_callbacks(execute=True):
        assert sweep_goals() == 1
    assert (purse(vera), escrow(), sweep_goals()) == (1000, 0, 0)


def test_a_show_that_ended_an_hour_ago_may_still_deliver(goal, show, rita, vera):
    give(goal, vera, 300)
    now = timezone.now()
    Stream.objects.filter(pk=show.pk).update(
        status="ended", started_at=now - timedelta(hours=3), ended_at=now - timedelta(hours=1)
    )
    assert sweep_goals() == 0
    finish_goal(goal_id=goal.pk, by=rita)
    assert earned(show.creator) == 270


def test_what_was_half_given_back_is_finished_by_the_sweep(goal, rita, vera):
    give(goal, vera, 100)
    # The process ends between the two steps: its callbacks never run.
    give_back(goal_id=goal.pk, by=rita)
    assert escrow() == 100
    sweep_goals()
    assert (escrow(), purse(vera)) == (0, 1000)


def test_a_history_says_what_it_was(goal, rita, vera):
    give(goal, vera, 300)
    finish_goal(goal_id=goal.pk, by=rita)
    with acting_as(vera.pk):
        line = told(vera.pk, list(wallet_of(vera.pk).entries.order_by("-number")[:1]))[0]
    assert "I eat a lemon" in str(line.story.title)
    assert GoalContribution.objects.get().amount == line.story.paid == 300


def test_another_creator_finds_no_way_in(goal):
    with pytest.raises(Forbidden):
        finish_goal(goal_id=goal.pk, by=a_creator("emil").user)


def test_it_is_told_to_whoever_asks_for_all_about_them(goal, show, rita, vera):
    give(goal, vera, 30)
    assert [(row["goal"], row["tokens"]) for row in part_named("streams.contributions").export(vera)] == [
        ("I eat a lemon", 30)
    ]
    poll = open_poll(stream_id=show.pk, by=rita, question="Whose turn?", choices=["Emil", "Kim"], seconds=60)
    vote(poll_id=poll.pk, choice_id=poll.choices.first().pk, person=vera)
    votes = part_named("streams.votes")
    assert [row["answer"] for row in votes.export(vera)] == ["Emil"]
    votes.erase(vera)
    assert list(votes.export(vera)) == []
    assert poll.choices.first().votes == 1
