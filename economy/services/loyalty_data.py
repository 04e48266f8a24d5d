"""Points, redemptions and corrections of one person: told to them, and made nobody's when they leave."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from economy.models import Adjustment, LoyaltyRedemption, LoyaltyReward, PointAward
from economy.services.redemptions import cancel_all


def tell_awards(person: User) -> Iterator[dict[str, Any]]:
    for award in PointAward.objects.filter(person=person).order_by("id").iterator():
        yield {
            "when": award.done_at,
            "rule": award.rule,
            "deed": award.reference,
            "points": award.points,
            "receipt": award.transfer_id,
        }


def tell_redemptions(person: User) -> Iterator[dict[str, Any]]:
    found = LoyaltyRedemption.objects.filter(Q(person=person) | Q(offerer=person)).select_related("person")
    for redemption in found.order_by("id"):
        yield {
            "when": redemption.created_at,
            "by": redemption.person.username,
            "reward": redemption.title,
            "points": redemption.price,
            "words": redemption.words,
            "status": redemption.status,
            "note": redemption.note,
            "decided": redemption.decided_at,
        }


def tell_rewards(person: User) -> Iterator[dict[str, Any]]:
    for reward in LoyaltyReward.objects.filter(creator__user=person).order_by("id"):
        yield {
            "since": reward.created_at,
            "title": reward.title,
            "description": reward.description,
            "points": reward.price,
            "question": reward.question,
            "redeemed": reward.taken,
        }


def tell_adjustments(person: User) -> Iterator[dict[str, Any]]:
    for adjustment in Adjustment.objects.filter(person=person, state=Adjustment.State.APPROVED).order_by("id"):
        yield {
            "when": adjustment.decided_at,
            "account": adjustment.account,
            "unit": adjustment.unit,
            "amount": adjustment.amount,
            "reason": adjustment.reason,
            "receipt": adjustment.transfer_id,
        }


def forget_redemptions(person: User) -> None:
    """What waits goes back to whose it is, and what was written goes."""
    cancel_all(person=person)
    cancel_all(offerer=person)
    LoyaltyRedemption.objects.filter(person=person).update(words="")
    LoyaltyRedemption.objects.filter(offerer=person).update(note="")


def forget_rewards(person: User) -> None:
    """Off the shelf, and without their words; what was redeemed keeps the title of its day."""
    own = LoyaltyReward.objects.filter(creator__user=person)
    own.filter(retired_at__isnull=True).update(retired_at=timezone.now())
    own.update(description="", question="")
