"""Goals that a crowd pays for together. The money waits in the house's escrow; `goal_endings` says where it goes.

Whoever locks several things takes them in one order, so nobody waits in a ring: the stream, then its goal, then a contribution,
then what the ledger locks (keys by their text, accounts by their id). A transaction posts or reverses once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import CreatorProfile, User
from economy.amounts import checked
from economy.models import AccountKind, TransferKind
from economy.services.accounts import house_account, wallet_of
from economy.services.balances import tell_balances
from economy.services.giving import given_before, require_may_give
from economy.services.ledger import post
from economy.services.orders import Key, Leg, Order, Posted
from moderation.models import Act
from moderation.services.standing import require_may
from roastlive.lib.errors import Forbidden
from roastlive.lib.events import announce
from roastlive.lib.idempotency import hash_of
from streams.errors import GoalClosed, GoalNearlyFull, GoalNotFound, StreamNotFound, StreamOver, TooManyGoals
from streams.events import GoalReached
from streams.models import ChallengeGoal, GoalContribution, Stream
from streams.models.goals import GOAL_TITLE_LONGEST, HIGHEST_GOAL
from streams.selectors.streams import stream_known_to, stream_seen_by
from streams.services.goal_news import show_goals, tell_reached
from streams.services.wording import fit_to_show, require_within

Status = ChallengeGoal.Status
UNDONE = (Status.OPEN, Status.REACHED)
GOALS_AT_ONCE = 3
LONGEST_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Given:
    """A contribution that stands, its goal as it is now, and what was left in the wallet."""

    contribution: GoalContribution
    goal: ChallengeGoal
    balance: int
    replayed: bool


@transaction.atomic
def set_goal(*, stream_id: UUID, by: User, title: str, target: int, minutes: int | None = None) -> ChallengeGoal:
    """Something the creator will do for so many tokens. Not yet done or given back are at most three at a time.

    Raises StreamNotFound, Forbidden, StreamOver, Sanctioned, Invalid, WordsRefused, TooManyGoals.
    """
    stream = own_stream(stream_id=stream_id, by=by)
    require_may(by.pk, Act.RECEIVE, channel_id=stream.creator_id)
    words = fit_to_show(title, maximum=GOAL_TITLE_LONGEST, channel=stream.creator, field="title")
    require_within(target, "target", most=HIGHEST_GOAL)
    ends_at = None
    if minutes is not None:
        require_within(minutes, "minutes", most=LONGEST_MINUTES)
        ends_at = timezone.now() + timedelta(minutes=minutes)
    if stream.is_over:
        raise StreamOver
    if ChallengeGoal.objects.filter(stream=stream, status__in=UNDONE).count() >= GOALS_AT_ONCE:
        raise TooManyGoals
    goal = ChallengeGoal.objects.create(stream=stream, title=words, target=target, ends_at=ends_at, version=1)
    show_goals(stream.pk)
    return goal


def chip_in(*, goal_id: UUID, person: User, amount: int, key: str, country: str = "") -> Given:
    """Tokens for a goal, once a key; never more than are missing.

    Raises GoalNotFound, what `stream_seen_by` raises, StreamOver, GoalClosed, GoalNearlyFull, CannotGiveYourself,
    CannotGive, Sanctioned, InvalidAmount, InsufficientFunds, IdempotencyConflict.
    """
    wish = Key(
        caller=str(person.pk), scope="goal", key=key, body_hash=hash_of({"goal": str(goal_id), "amount": amount})
    )
    known = given_before(wish)
    if known is not None:
        return _given(known, person)
    checked(amount)
    goal = ChallengeGoal.objects.filter(pk=goal_id).first()
    if goal is None:
        raise GoalNotFound
    try:
        stream = stream_seen_by(stream_id=goal.stream_id, visitor=person, country=country)
    except StreamNotFound as error:
        raise GoalNotFound from error
    if stream.is_over:
        raise StreamOver
    require_may_give(sender=person, creator=stream.creator)
    return _pay_in(goal_id, stream.creator, person, amount, wish)


@transaction.atomic
def _pay_in(goal_id: UUID, creator: CreatorProfile, person: User, amount: int, wish: Key) -> Given:
    goal = ChallengeGoal.objects.select_for_update(no_key=True).get(pk=goal_id)
    # Whoever pressed twice has waited for the first press at the lock.
    known = given_before(wish)
    if known is not None:
        return _given(known, person)
    now = timezone.now()
    if goal.status != Status.OPEN or (goal.ends_at is not None and goal.ends_at <= now):
        raise GoalClosed
    left = goal.target - goal.raised
    if amount > left:
        raise GoalNearlyFull(left=left)
    posted = post(
        Order(
            kind=TransferKind.GOAL,
            legs=(Leg(wallet_of(person.pk).pk, -amount), Leg(house_account(AccountKind.ESCROW).pk, amount)),
            reference=f"goal:{goal.pk}",
            actor_id=person.pk,
            key=wish,
        )
    )
    is_new_here = not GoalContribution.objects.filter(goal=goal, person=person).exists()
    contribution = GoalContribution.objects.create(
        goal=goal, person=person, amount=amount, transfer_id=posted.transfer_id
    )
    goal.raised += amount
    goal.people += is_new_here
    goal.version += 1
    if goal.raised == goal.target:
        goal.status = Status.REACHED
        announce(GoalReached(goal_id=goal.pk, stream_id=goal.stream_id, creator_id=creator.pk))
        tell_reached(goal, creator)
    goal.save(update_fields=["raised", "people", "version", "status", "updated_at"])
    show_goals(goal.stream_id)
    tell_balances({person.pk})
    return Given(contribution, goal, posted.balance_of(wallet_of(person.pk).pk), replayed=False)


def own_stream(*, stream_id: UUID, by: User) -> Stream:
    """Locked, for whose it is. Raises StreamNotFound, and Forbidden for everybody else who knows of it."""
    stream = stream_known_to(stream_id=stream_id, visitor=by)
    if stream.creator.user_id != by.pk:
        raise Forbidden
    return Stream.objects.select_for_update(of=("self",), no_key=True).select_related("creator").get(pk=stream_id)


def _given(posted: Posted, person: User) -> Given:
    contribution = GoalContribution.objects.select_related("goal").get(transfer_id=posted.transfer_id)
    balance = posted.balance_of(wallet_of(person.pk).pk)
    return Given(contribution, contribution.goal, balance, replayed=True)
