"""What is told of sanctions to whoever asks, and what goes when they do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from moderation.models import Appeal, AuditLog, EvasionSignal, SafewordTrigger, ShutOutTrace, UserSanction

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User


def sanctions_for(person: User) -> Iterator[dict[str, Any]]:
    rows = UserSanction.objects.of(person.pk).select_related("appeal", "channel").order_by("starts_at")
    for row in rows.iterator():
        said = getattr(row, "appeal", None)
        yield {
            "kind": row.kind,
            "channel": row.channel.stage_name if row.channel else "",
            "category": row.category,
            "reason": row.reason,
            "since": row.starts_at.isoformat(),
            "until": _iso(row.ends_at),
            "lifted": _iso(row.lifted_at),
            "why_lifted": row.lift_reason,
            "your_appeal": said.words if said else "",
            "answer": said.answer if said else "",
        }


def forget_sanctions_of(person: User) -> None:
    """That there was something, and why, stays with a person who is nobody. What moderators noted and what was said goes."""
    UserSanction.objects.of(person.pk).exclude(note="").update(note="")
    Appeal.objects.of(person.pk).exclude(words="").update(words="")


def safewords_for(person: User) -> Iterator[dict[str, Any]]:
    rows = SafewordTrigger.objects.filter(Q(by=person) | Q(performer=person)).order_by("created_at")
    for row in rows.iterator():
        yield {
            "where": row.where_kind,
            "how": row.how,
            "said_by_you": row.by_id == person.pk,
            "at": row.created_at.isoformat(),
            "went_on": _iso(row.resolved_at),
        }


def acts_for(person: User) -> Iterator[dict[str, Any]]:
    for row in AuditLog.objects.filter(actor=person).order_by("created_at").iterator():
        yield {"act": row.act, "about": row.subject, "reason": row.reason, "at": row.created_at.isoformat()}


def signals_for(person: User) -> Iterator[dict[str, Any]]:
    """Not whom they resemble: that is somebody else's business."""
    for signal in EvasionSignal.objects.filter(person=person):
        yield {"share": ", ".join(signal.reasons), "strength": signal.strength, "at": signal.created_at.isoformat()}
    for trace in ShutOutTrace.objects.filter(person=person):
        yield {"trace": trace.kind, "until": trace.expires_at.isoformat()}


def forget_signals_of(person: User) -> None:
    """What they left at the door stays for its half year: else leaving would undo a ban."""
    EvasionSignal.objects.filter(Q(person=person) | Q(resembles=person)).delete()


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
