"""What the crowd collects for, as the room sees it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from streams.errors import GoalNotFound, StreamNotFound
from streams.models import ChallengeGoal, Stream
from streams.selectors.room import shows
from streams.selectors.streams import stream_known_to

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from accounts.selectors import Visitor

Status = ChallengeGoal.Status
# Whatever became of a goal is seen for a while.
SHOWN_AFTERWARDS = timedelta(minutes=10)
SHOWN_MOST = 6


def goals_of(stream_id: UUID) -> QuerySet[ChallengeGoal]:
    return ChallengeGoal.objects.filter(stream=stream_id)


def goal_known_to(*, goal_id: UUID, visitor: Visitor, country: str = "") -> ChallengeGoal:
    """A goal of a show that this visitor may know of. Raises GoalNotFound, NotInYourCountry."""
    goal = ChallengeGoal.objects.filter(pk=goal_id).first()
    if goal is None:
        raise GoalNotFound
    try:
        goal.stream = stream_known_to(stream_id=goal.stream_id, visitor=visitor, country=country)
    except StreamNotFound as error:
        raise GoalNotFound from error
    return goal


def goals_shown(stream_id: UUID) -> dict[str, Any]:
    """All from one reading. Every change of a goal makes its `version` one more, so the sum says which state is newer."""
    goals = list(goals_of(stream_id).order_by("id"))
    since = timezone.now() - SHOWN_AFTERWARDS
    shown = [goal for goal in goals if goal.closed_at is None or goal.closed_at > since]
    return {
        "version": sum(goal.version for goal in goals),
        "items": [goal_as_shown(goal) for goal in shown[-SHOWN_MOST:]],
    }


def said_of(goal: ChallengeGoal) -> StrOrPromise:
    """Why it was not done: the creator's words as they are, the house's in the language of whoever reads them."""
    return gettext_lazy(goal.note) if goal.note else ""


def goal_as_shown(goal: ChallengeGoal) -> dict[str, Any]:
    return {
        "id": str(goal.pk),
        "title": goal.title,
        "target": goal.target,
        "raised": goal.raised,
        "people": goal.people,
        "status": goal.status,
        "ends_at": goal.ends_at.isoformat() if goal.ends_at else None,
    }


@shows("goals")
def goals_part(stream: Stream) -> dict[str, Any]:
    return goals_shown(stream.pk)
