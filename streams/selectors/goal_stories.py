"""What a history says of goals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Sum
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from economy.models import LedgerTransfer, TransferKind
from economy.stories import Story, register_story
from streams.models import ChallengeGoal, GoalContribution

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def tell_of_goals(_person_id: UUID, transfer_ids: Iterable[UUID]) -> Mapping[UUID, Story]:
    """Who gave sees what for; whoever did it sees the whole, with the house's part."""
    wanted = set(transfer_ids)
    given = GoalContribution.objects.filter(transfer_id__in=wanted).select_related("goal__stream__creator")
    stories = {row.transfer_id: _of_contribution(row) for row in given}
    done = LedgerTransfer.objects.filter(pk__in=wanted - stories.keys())
    goals = ChallengeGoal.objects.in_bulk([UUID(transfer.reference.partition(":")[2]) for transfer in done])
    for transfer in done:
        goal = goals.get(UUID(transfer.reference.partition(":")[2]))
        if goal is not None:
            stories[transfer.pk] = Story(
                title=_quoted(_("Done: “{goal}”"), goal), url=_address(goal), paid=transfer.amount, fee=transfer.fee
            )
    return stories


def fees_of_goals(person_id: UUID, since: datetime, until: datetime) -> int:
    """A fee is taken once a goal is done, from what its creator gets."""
    kept: int | None = LedgerTransfer.objects.filter(
        kind=TransferKind.GOAL,
        fee__gt=0,
        parties__contains=[person_id],
        created_at__gte=since,
        created_at__lt=until,
    ).aggregate(kept=Sum("fee"))["kept"]
    return kept or 0


def _of_contribution(row: GoalContribution) -> Story:
    return Story(
        title=_quoted(_("For “{goal}”"), row.goal),
        who=row.goal.stream.creator.stage_name,
        url=_address(row.goal),
        paid=row.amount,
        given_back=row.status == GoalContribution.Status.REFUNDED,
    )


def _quoted(words: StrOrPromise, goal: ChallengeGoal) -> StrOrPromise:
    return format_lazy(words, goal=goal.title)


def _address(goal: ChallengeGoal) -> str:
    return reverse("streams:watch", args=[goal.stream_id])


register_story("goal", tell=tell_of_goals, fees=fees_of_goals)
