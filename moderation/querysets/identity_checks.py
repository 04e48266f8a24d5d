"""The identity checks one means."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from moderation.models import KycVerification  # noqa: F401 - the model that a queryset is of


class KycVerificationQuerySet(models.QuerySet["KycVerification"]):
    def of(self, person_id: UUID) -> KycVerificationQuerySet:
        """The newest first."""
        return self.filter(person=person_id).order_by("-id")

    def open(self) -> KycVerificationQuerySet:
        return self.filter(status__in=["draft", "submitted", "in_review"])

    def waiting(self) -> KycVerificationQuerySet:
        """Sent and not decided, the longest wait first."""
        return self.filter(status__in=["submitted", "in_review"]).order_by("submitted_at", "id")

    def free(self, now: datetime) -> KycVerificationQuerySet:
        """In nobody's hands. What was taken too long ago is nobody's, whether or not it was put back."""
        return self.filter(Q(claimed_until__isnull=True) | Q(claimed_until__lte=now))

    def valid(self, now: datetime) -> KycVerificationQuerySet:
        """What counts. An approval that ran out counts no more, whether or not it was noted yet."""
        return self.filter(status="approved", expires_at__gt=now)

    def run_out(self, now: datetime) -> KycVerificationQuerySet:
        return self.filter(status="approved", expires_at__lte=now)

    def ending_before(self, moment: datetime) -> KycVerificationQuerySet:
        return self.filter(status="approved", expires_at__lte=moment)

    def decided_before(self, moment: datetime) -> KycVerificationQuerySet:
        return self.filter(decided_at__lte=moment)

    def abandoned(self, since: datetime) -> KycVerificationQuerySet:
        return self.filter(status="draft", updated_at__lte=since)

    def reviewable_by(self, person_id: UUID) -> KycVerificationQuerySet:
        """Without their own, and without those whose first look was theirs."""
        return self.exclude(person=person_id).filter(Q(first_reviewer__isnull=True) | ~Q(first_reviewer=person_id))
