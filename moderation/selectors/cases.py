"""What the desk asks about cases. The number of queries does not grow with the number of cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from moderation.models import ModerationFlag, Report, ReviewCase

if TYPE_CHECKING:
    from moderation.querysets.cases import ReviewCaseQuerySet

SHOWN = 60
EARLIER_SHOWN = 6
REPORTS_SHOWN = 30


@dataclass(frozen=True, kw_only=True)
class QueueCounts:
    """How many each tab of the queue holds."""

    waiting: int
    mine: int
    overdue: int
    escalated: int


def _number(model: type[Report] | type[ModerationFlag]) -> Coalesce:
    counted = model._default_manager.filter(case=OuterRef("pk")).order_by().values("case").annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n")), 0)


def cases_shown() -> ReviewCaseQuerySet:
    """Cases as a list shows them: with their people, and how much was said."""
    return ReviewCase.objects.select_related("person", "assignee").annotate(
        reports_number=_number(Report), flags_number=_number(ModerationFlag)
    )


def queue(*, tab: str, person_id: UUID, now: datetime) -> list[ReviewCase]:
    """The open cases of one tab in the order in which they should be decided; of "decided" the latest."""
    cases = cases_shown()
    match tab:
        case "mine":
            found = cases.open().held_by(person_id, now).in_order()
        case "overdue":
            found = cases.overdue(now).in_order()
        case "escalated":
            found = cases.open().escalated().in_order()
        case "decided":
            found = cases.decided().order_by("-decided_at")
        case _:
            found = cases.open().in_order()
    return list(found[:SHOWN])


def queue_counts(*, person_id: UUID, now: datetime) -> QueueCounts:
    opened = ReviewCase.objects.open()
    return QueueCounts(
        waiting=opened.count(),
        mine=opened.held_by(person_id, now).count(),
        overdue=opened.overdue(now).count(),
        escalated=opened.escalated().count(),
    )


def case_shown(case_id: UUID) -> ReviewCase | None:
    return cases_shown().select_related("decided_by", "escalated_by").filter(pk=case_id).first()


def oldest_open() -> datetime | None:
    found: datetime | None = ReviewCase.objects.open().aggregate(at=Min("created_at"))["at"]
    return found


def reports_of(case: ReviewCase) -> list[Report]:
    """Newest first; so many that reading more would tell nothing new."""
    return list(case.reports.select_related("reporter").order_by("-id")[:REPORTS_SHOWN])


def flags_of(case: ReviewCase) -> list[ModerationFlag]:
    return list(case.flags.order_by("-id")[:REPORTS_SHOWN])


def earlier_cases(case: ReviewCase) -> list[ReviewCase]:
    """What was decided about the same person before, the latest first."""
    if case.person_id is None:
        return []
    earlier = ReviewCase.objects.decided().filter(person_id=case.person_id).exclude(pk=case.pk)
    return list(earlier.order_by("-decided_at")[:EARLIER_SHOWN])


def just_decided(*, by: User, since: datetime) -> ReviewCase | None:
    """The last decision of somebody, if it is younger than that."""
    return ReviewCase.objects.decided().filter(decided_by=by, decided_at__gte=since).order_by("-decided_at").first()


def open_by_kind() -> list[tuple[str, int]]:
    counted = ReviewCase.objects.open().values_list("subject_kind").annotate(n=Count("pk"))
    return list(counted.order_by("-n", "subject_kind"))


def reports_by(person: User) -> QuerySet[Report]:
    """What somebody has reported, newest first."""
    return Report.objects.of_reporter(person.pk).select_related("case")


def frozen_snapshots(reports: Sequence[Report], flags: Sequence[ModerationFlag]) -> list[dict[str, Any]]:
    """What was seen, each different look of it once, the newest first."""
    looks: list[dict[str, Any]] = []
    rows: list[Report | ModerationFlag] = [*reports, *flags]
    for row in sorted(rows, key=lambda row: row.pk, reverse=True):
        if row.snapshot and row.snapshot not in looks:
            looks.append(row.snapshot)
    return looks


def evidence_pictures(case: ReviewCase) -> list[str]:
    """Names of the pictures kept for a case, in the order in which its looks show them."""
    looks = frozen_snapshots(reports_of(case), flags_of(case))
    return [str(name) for look in looks for name in look.get("pictures", ())]
