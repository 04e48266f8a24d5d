"""What goes of reports and cases when a person leaves, and what they get when they ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from accounts.models import User
from moderation.models import ModerationAction, ModerationFlag, Report, ReviewCase
from moderation.services.evidence import forget_pictures
from moderation.subjects import label_of


def reports_for(person: User) -> Iterator[dict[str, Any]]:
    """What they have reported. What others have said of them would tell who it was."""
    for row in Report.objects.of_reporter(person.pk):
        yield {
            "about": row.snapshot.get("title", ""),
            "kind": str(label_of(row.subject_kind)),
            "type": row.type,
            "words": row.words,
            "status": row.status,
            "reported": row.created_at.isoformat(),
            "reviewed": row.reviewed_at.isoformat() if row.reviewed_at else "",
        }


def decisions_for(person: User) -> Iterator[dict[str, Any]]:
    """What was decided about them and what is theirs, by machine or by people."""
    for row in ModerationAction.objects.filter(person=person).select_related("case").order_by("-id"):
        yield {
            "about": row.case.title if row.case else str(label_of(row.subject_kind)),
            "decision": row.action,
            "reason": row.reason,
            "category": row.category,
            "by_machine": row.actor_id is None,
            "confidence": row.confidence,
            "when": row.created_at.isoformat(),
            "still_holds": row.overridden_by_id is None,
        }


def forget_reports_of(person: User) -> None:
    """Their words go; that somebody reported it stays, for the case stands on it."""
    Report.objects.filter(reporter=person).update(words="")


def forget_cases_about(person: User) -> None:
    """What was seen of theirs goes with its pictures, unless it still waits for a decision: then that comes first."""
    over = Q(case__status=ReviewCase.Status.DECIDED)
    reports = Report.objects.filter(over, reported_user=person)
    flags = ModerationFlag.objects.filter(over, person=person)
    actions = ModerationAction.objects.filter(over, person=person)
    for snapshot in [*reports.values_list("snapshot", flat=True), *flags.values_list("snapshot", flat=True)]:
        forget_pictures(snapshot.get("pictures", ()))
    for kept in actions.values_list("kept", flat=True):
        forget_pictures(str(value) for value in kept.values())
    reports.update(snapshot={})
    flags.update(snapshot={}, reasons=[])
    ReviewCase.objects.decided().filter(person=person).update(title="—")
    actions.update(kept={})
