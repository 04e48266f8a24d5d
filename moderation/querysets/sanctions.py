"""Sanctions and appeals, by what is asked of them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from moderation.models import Appeal, UserSanction  # noqa: F401


class UserSanctionQuerySet(models.QuerySet["UserSanction"]):
    def of(self, person_id: UUID) -> UserSanctionQuerySet:
        return self.filter(person_id=person_id)

    def in_force(self, now: datetime) -> UserSanctionQuerySet:
        """Warnings too, which forbid nothing."""
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now), lifted_at__isnull=True, starts_at__lte=now)

    def that_stand(self) -> UserSanctionQuerySet:
        """In force or over, but not taken back: what counts against somebody."""
        return self.filter(lifted_at__isnull=True).exclude(appeal__status="upheld")

    def run_out(self, now: datetime) -> UserSanctionQuerySet:
        """Over by themselves, and nobody has been told yet."""
        return self.filter(ends_at__lte=now, lifted_at__isnull=True, over_told_at__isnull=True)


class AppealQuerySet(models.QuerySet["Appeal"]):
    def of(self, person_id: UUID) -> AppealQuerySet:
        return self.filter(person_id=person_id)

    def open(self) -> AppealQuerySet:
        return self.filter(status="open")

    def judgeable_by(self, person_id: UUID) -> AppealQuerySet:
        """Nobody judges what they decided, or what is about them."""
        return self.open().exclude(against_id=person_id).exclude(person_id=person_id)
