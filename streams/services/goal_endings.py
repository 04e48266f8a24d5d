"""How a goal ends: done, and the escrow is the creator's; or given back, each contribution once.

Giving back takes two steps. One transaction closes the goal, so nothing more comes in; then each contribution goes back in a
transaction of its own. What a crash leaves in between is found by the sweep.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from accounts.models import User
from economy.errors import AlreadyReversed
from economy.fees import fee_on
from economy.models import AccountKind, TransferKind
from economy.services.accounts import earnings_of, house_account
from economy.services.balances import tell_balances
from economy.services.ledger import post, reverse
from economy.services.orders import Leg, Order
from economy.services.tallies import count_earnings
from moderation.models import Act
from moderation.services.standing import require_may
from roastlive.lib.errors import Forbidden
from roastlive.lib.events import announce
from streams.errors import GoalClosed, GoalNotReached
from streams.events import GoalDone
from streams.models import ChallengeGoal, GoalContribution, Stream
from streams.selectors.goals import goal_known_to
from streams.selectors.streams import works_here
from streams.services.goal_news import show_goals, tell_given_back
from streams.services.wording import fit_to_show

if TYPE_CHECKING:
    from django.db.models import QuerySet

logger = structlog.get_logger(__name__)

Status = ChallengeGoal.Status
UNDONE = (Status.OPEN, Status.REACHED)
# So long after the show may a goal still be done.
TIME_TO_DO = timedelta(hours=24)
SWEPT_AT_ONCE = 200
# Somebody waits for these; more is the sweep's.
REFUNDED_AT_ONCE = 200
NOTE_LONGEST = 300
NOT_ENOUGH = _("The show is over, and not enough came together.")


@transaction.atomic
def finish_goal(*, goal_id: UUID, by: User) -> ChallengeGoal:
    """It is done: what lies in escrow is the creator's. Said again, it changes nothing.

    Raises GoalNotFound, Forbidden, GoalNotReached, GoalClosed after it was given back, Sanctioned.
    """
    stream = goal_known_to(goal_id=goal_id, visitor=by).stream
    if stream.creator.user_id != by.pk:
        raise Forbidden
    Stream.everything.select_for_update(no_key=True).get(pk=stream.pk)
    goal = _locked(goal_id)
    if goal.status == Status.DONE:
        return goal
    if goal.status == Status.FAILED:
        raise GoalClosed
    if goal.status != Status.REACHED:
        raise GoalNotReached
    require_may(by.pk, Act.RECEIVE, channel_id=stream.creator_id)
    fee = fee_on(TransferKind.GOAL, goal.raised)
    legs = [Leg(house_account(AccountKind.ESCROW).pk, -goal.raised), Leg(earnings_of(by.pk).pk, goal.raised - fee)]
    if fee:
        legs.append(Leg(house_account(AccountKind.FEES).pk, fee))
    _close(goal, Status.DONE)
    goal.contributions.update(status=GoalContribution.Status.PAID, updated_at=goal.closed_at)
    post(Order(kind=TransferKind.GOAL, legs=tuple(legs), reference=f"goal:{goal.pk}", actor_id=by.pk))
    Stream.everything.filter(pk=stream.pk).update(earnings=F("earnings") + goal.raised - fee)
    count_earnings({stream.creator_id: goal.raised - fee})
    tell_balances({by.pk})
    announce(GoalDone(goal_id=goal.pk, stream_id=goal.stream_id, creator_id=stream.creator_id))
    return goal


@transaction.atomic
def give_back(*, goal_id: UUID, by: User, note: str = "") -> ChallengeGoal:
    """It will not be done, says the creator or a moderator. Said again, it changes nothing.

    Raises GoalNotFound, Forbidden, GoalClosed after it was done, Invalid and WordsRefused for the note.
    """
    stream = goal_known_to(goal_id=goal_id, visitor=by).stream
    if not works_here(by, stream):
        raise Forbidden
    # Everybody who gave will read it.
    words = fit_to_show(note, maximum=NOTE_LONGEST, channel=stream.creator, field="note") if note.strip() else ""
    return fail_goal(goal_id=goal_id, note=words)


@transaction.atomic
def fail_goal(*, goal_id: UUID, note: str = "") -> ChallengeGoal:
    """Close it, and let everything go back once that is committed. Raises GoalClosed after it was done."""
    goal = _locked(goal_id)
    if goal.status == Status.DONE:
        raise GoalClosed
    if goal.status != Status.FAILED:
        goal.note = note
        _close(goal, Status.FAILED)
    transaction.on_commit(partial(refund, goal.pk), robust=True)
    return goal


def refund(goal_id: UUID, *, most: int = REFUNDED_AT_ONCE) -> int:
    """What a failed goal still holds, each in a transaction of its own; how many went back. Asked again, it goes on."""
    held = GoalContribution.objects.filter(
        goal=goal_id, goal__status=Status.FAILED, status=GoalContribution.Status.HELD
    )
    return sum(_refund_one(each) for each in list(held.order_by("id").values_list("pk", flat=True)[:most]))


@transaction.atomic
def _refund_one(contribution_id: UUID) -> bool:
    contribution = (
        GoalContribution.objects.select_for_update(of=("self",), no_key=True)
        .select_related("goal", "person")
        .get(pk=contribution_id)
    )
    if contribution.status != GoalContribution.Status.HELD:
        return False
    try:
        reverse(transfer_id=contribution.transfer_id, reason=contribution.goal.title, actor_id=None)
    except AlreadyReversed:
        # The money is back where it came from; the row had not heard of it.
        logger.warning("goal.reversed_elsewhere", contribution=str(contribution_id))
    contribution.status = GoalContribution.Status.REFUNDED
    contribution.save(update_fields=["status", "updated_at"])
    tell_balances({contribution.person_id})
    tell_given_back(contribution.goal, contribution.person)
    return True


def fail_goals_of(stream_id: UUID) -> int:
    """A show that does not take place: all its goals go back."""
    return _fail(ChallengeGoal.objects.filter(stream=stream_id), _("The show was cancelled."))


def fail_open_goals_of(stream_id: UUID) -> int:
    """A show that is over: what has not come together by now never will. What was reached may still be done."""
    return _fail(ChallengeGoal.objects.filter(stream=stream_id, status=Status.OPEN), NOT_ENOUGH)


def sweep_goals(*, now: datetime | None = None) -> int:
    """What ran out or will not be reached, what was not done in time, and what a crash left half given back."""
    now = now or timezone.now()
    short = Q(status=Status.OPEN, stream__status=Stream.Status.ENDED)
    over = Q(stream__status=Stream.Status.ENDED, stream__ended_at__lte=now - TIME_TO_DO)
    missed = Q(stream__status=Stream.Status.SCHEDULED, stream__scheduled_start__lte=now - TIME_TO_DO)
    gone = Q(stream__status=Stream.Status.CANCELLED) | Q(stream__deleted_at__isnull=False)
    swept = _fail(ChallengeGoal.objects.filter(status=Status.OPEN, ends_at__lte=now), _("Its time ran out."))
    swept += _fail(ChallengeGoal.objects.filter(short), NOT_ENOUGH)
    swept += _fail(ChallengeGoal.objects.filter(over), _("The show is over, and it was not done."))
    swept += _fail(ChallengeGoal.objects.filter(gone), _("The show was cancelled."))
    swept += _fail(ChallengeGoal.objects.filter(missed), _("The show did not take place."))
    left = ChallengeGoal.objects.filter(status=Status.FAILED, contributions__status=GoalContribution.Status.HELD)
    for goal_id in left.order_by("id").values_list("pk", flat=True).distinct()[:SWEPT_AT_ONCE]:
        refund(goal_id, most=5 * REFUNDED_AT_ONCE)
    return swept


def _fail(goals: QuerySet[ChallengeGoal], note: str) -> int:
    due = list(goals.filter(status__in=UNDONE).order_by("id").values_list("pk", flat=True)[:SWEPT_AT_ONCE])
    return sum(_fail_one(goal_id, note) for goal_id in due)


def _fail_one(goal_id: UUID, note: str) -> bool:
    try:
        fail_goal(goal_id=goal_id, note=note)
    except GoalClosed:
        # Done a moment ago.
        return False
    return True


def _locked(goal_id: UUID) -> ChallengeGoal:
    return ChallengeGoal.objects.select_for_update(no_key=True).get(pk=goal_id)


def _close(goal: ChallengeGoal, status: ChallengeGoal.Status) -> None:
    goal.status = status
    goal.closed_at = timezone.now()
    goal.version += 1
    goal.save(update_fields=["status", "closed_at", "version", "note", "updated_at"])
    show_goals(goal.stream_id)
