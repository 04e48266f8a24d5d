"""The cases and reports one means."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q

if TYPE_CHECKING:
    from moderation.models import Report, ReviewCase  # noqa: F401 - the model that a queryset is of


class ReviewCaseQuerySet(models.QuerySet["ReviewCase"]):
    def open(self) -> ReviewCaseQuerySet:
        return self.filter(status="open")

    def decided(self) -> ReviewCaseQuerySet:
        return self.filter(status="decided")

    def about(self, kind: str, subject_id: UUID) -> ReviewCaseQuerySet:
        return self.filter(subject_kind=kind, subject_id=subject_id)

    def held(self, now: datetime) -> ReviewCaseQuerySet:
        """In somebody's hands. A claim that ran out holds nothing, whether or not it was taken back."""
        return self.filter(claimed_until__gt=now)

    def free_for(self, person_id: UUID, now: datetime) -> ReviewCaseQuerySet:
        """What nobody else holds."""
        return self.filter(Q(claimed_until__isnull=True) | Q(claimed_until__lte=now) | Q(assignee=person_id))

    def held_by(self, person_id: UUID, now: datetime) -> ReviewCaseQuerySet:
        return self.held(now).filter(assignee=person_id)

    def overdue(self, now: datetime) -> ReviewCaseQuerySet:
        return self.open().filter(due_at__lte=now)

    def escalated(self) -> ReviewCaseQuerySet:
        return self.filter(escalated_at__isnull=False)

    def decidable_by(self, person_id: UUID, *, escalated: bool) -> ReviewCaseQuerySet:
        """Without those about themselves, those they reported, and those that wait for somebody more senior."""
        reported = self.model._meta.get_field("reports").related_model._default_manager
        theirs = reported.filter(case=OuterRef("pk"), reporter=person_id)
        found = self.exclude(person=person_id).filter(~Exists(theirs))
        return found if escalated else found.filter(escalated_at__isnull=True)

    def in_order(self) -> ReviewCaseQuerySet:
        """The most urgent first, and of equals the one that must be decided soonest."""
        return self.order_by("priority", "due_at", "id")


class ReportQuerySet(models.QuerySet["Report"]):
    def open(self) -> ReportQuerySet:
        return self.filter(status__in=["pending", "reviewing"])

    def of_reporter(self, person_id: UUID) -> ReportQuerySet:
        return self.filter(reporter=person_id).order_by("-id")
