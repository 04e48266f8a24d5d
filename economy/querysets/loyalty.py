"""Rewards and redemptions as one asks for them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import Q

from accounts.models import CreatorProfile

if TYPE_CHECKING:
    from economy.models import LoyaltyRedemption, LoyaltyReward  # noqa: F401 - the model that a queryset is of


class LoyaltyRewardQuerySet(models.QuerySet["LoyaltyReward"]):
    def on_shelf(self, now: datetime, country: str = "") -> LoyaltyRewardQuerySet:
        """What may be redeemed now: by the house, or by creators on stage whom this country may see."""
        return self.filter(
            Q(creator__isnull=True) | Q(creator__in=CreatorProfile.objects.on_stage().visible_from(country)),
            Q(starts_at__isnull=True) | Q(starts_at__lte=now),
            Q(ends_at__isnull=True) | Q(ends_at__gt=now),
            retired_at__isnull=True,
        )

    def of_house(self) -> LoyaltyRewardQuerySet:
        return self.filter(creator__isnull=True)


class LoyaltyRedemptionQuerySet(models.QuerySet["LoyaltyRedemption"]):
    def pending(self) -> LoyaltyRedemptionQuerySet:
        return self.filter(status="pending")

    def counting(self) -> LoyaltyRedemptionQuerySet:
        """Those that took something from the shelf: a cancelled one did not."""
        return self.exclude(status="cancelled")

    def due(self, now: datetime) -> LoyaltyRedemptionQuerySet:
        """Those that have waited long enough."""
        return self.pending().filter(due_at__lte=now)

    def of_person(self, person_id: UUID) -> LoyaltyRedemptionQuerySet:
        return self.filter(person_id=person_id)

    def for_offerer(self, person_id: UUID) -> LoyaltyRedemptionQuerySet:
        return self.filter(offerer_id=person_id)

    def of_house(self) -> LoyaltyRedemptionQuerySet:
        return self.filter(offerer__isnull=True)
