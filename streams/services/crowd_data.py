"""What somebody did with the crowd: told to them, and taken away when they leave."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from accounts.models import User
from streams.models import GoalContribution, PollVote


def tell_contributions(person: User) -> Iterator[dict[str, Any]]:
    rows = GoalContribution.objects.filter(person=person).select_related("goal__stream__creator").order_by("id")
    for row in rows:
        yield {
            "id": row.pk,
            "when": row.created_at,
            "goal": row.goal.title,
            "creator": row.goal.stream.creator.stage_name,
            "tokens": row.amount,
            "status": row.status,
            "receipt": row.transfer_id,
        }


def tell_votes(person: User) -> Iterator[dict[str, Any]]:
    for vote in PollVote.objects.filter(person=person).select_related("poll", "choice").order_by("id"):
        yield {"when": vote.created_at, "question": vote.poll.question, "answer": vote.choice.text}


def forget_votes(person: User) -> None:
    """The counts stay; whose they were is gone."""
    PollVote.objects.filter(person=person).delete()
