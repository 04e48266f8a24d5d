"""What stands on the shelf of rewards: a creator's own, or the house's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import CreatorProfile
from economy.errors import RewardNotFound, TooManyRewards
from economy.models import LoyaltyReward
from economy.models.loyalty import (
    DEAREST_REWARD,
    DESCRIPTION_LONGEST,
    LARGEST_STOCK,
    LONGEST_COOLDOWN,
    QUESTION_LONGEST,
    TITLE_LONGEST,
)
from moderation.models import Act
from moderation.services.standing import require_may
from roastlive.lib.errors import Invalid
from roastlive.lib.text import clean_line, clean_text, within

# A shelf that nobody can overlook is no shelf.
REWARDS_MOST = 30
PER_PERSON_MOST = 1000


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What is said of a reward, as it was typed."""

    title: str
    price: int
    description: str = ""
    drawing: str = LoyaltyReward.Drawing.TICKET
    stock: int | None = None
    per_person: int | None = None
    cooldown: timedelta = timedelta(0)
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    question: str = ""
    is_automatic: bool = False


@transaction.atomic
def offer_reward(*, creator: CreatorProfile | None, offer: Offer) -> LoyaltyReward:
    """Put a reward on a creator's shelf, or without one on the house's. Raises Sanctioned, TooManyRewards, Invalid."""
    _require_room(creator)
    reward = LoyaltyReward(creator=creator)
    _describe(reward, offer)
    reward.save(force_insert=True)
    return reward


@transaction.atomic
def change_reward(*, reward_id: UUID, creator: CreatorProfile | None, offer: Offer) -> LoyaltyReward:
    """What was redeemed keeps its price. Raises RewardNotFound, also for somebody else's, and Invalid."""
    reward = _own(reward_id, creator)
    _describe(reward, offer)
    reward.save()
    return reward


@transaction.atomic
def retire_reward(*, reward_id: UUID, creator: CreatorProfile | None) -> bool:
    """Take it off the shelf; what waits is still fulfilled or cancelled. Whether it was there. Raises RewardNotFound."""
    reward = _own(reward_id, creator)
    if reward.retired_at is not None:
        return False
    reward.retired_at = timezone.now()
    reward.save(update_fields=["retired_at", "updated_at"])
    return True


@transaction.atomic
def return_reward(*, reward_id: UUID, creator: CreatorProfile | None) -> bool:
    """Back on the shelf. Whether it was off it. Raises RewardNotFound, Sanctioned, TooManyRewards."""
    reward = _own(reward_id, creator)
    if reward.retired_at is None:
        return False
    _require_room(creator)
    reward.retired_at = None
    reward.save(update_fields=["retired_at", "updated_at"])
    return True


def _require_room(creator: CreatorProfile | None) -> None:
    """The house knows how much it can keep in view."""
    if creator is None:
        return
    require_may(creator.user_id, Act.RECEIVE, channel_id=creator.pk)
    # Two at once would each count one too few.
    CreatorProfile.objects.select_for_update(no_key=True).get(pk=creator.pk)
    if LoyaltyReward.objects.filter(creator=creator, retired_at__isnull=True).count() >= REWARDS_MOST:
        raise TooManyRewards


def _own(reward_id: UUID, creator: CreatorProfile | None) -> LoyaltyReward:
    found = LoyaltyReward.objects.select_for_update().filter(pk=reward_id, creator=creator).first()
    if found is None:
        raise RewardNotFound
    return found


def _describe(reward: LoyaltyReward, offer: Offer) -> None:
    wrong: dict[str, list[str]] = {}
    readers: dict[str, Callable[[], Any]] = {
        "title": lambda: clean_line(offer.title, maximum=TITLE_LONGEST, minimum=3),
        "description": lambda: clean_text(offer.description, maximum=DESCRIPTION_LONGEST),
        "drawing": lambda: _drawing(offer.drawing),
        "price": lambda: within(offer.price, minimum=1, maximum=DEAREST_REWARD),
        "stock": lambda: _stock(offer.stock, taken=reward.taken),
        "per_person": lambda: _bounded(offer.per_person, minimum=1, maximum=PER_PERSON_MOST),
        "cooldown": lambda: _cooldown(offer.cooldown),
        "starts_at": lambda: offer.starts_at,
        "ends_at": lambda: _end(offer),
        "question": lambda: clean_line(offer.question, maximum=QUESTION_LONGEST),
        "is_automatic": lambda: _automatic(offer),
    }
    for name, read in readers.items():
        try:
            setattr(reward, name, read())
        except ValidationError as error:
            wrong[name] = list(error.messages)
    if wrong:
        raise Invalid(errors=wrong)


def _drawing(name: str) -> str:
    if name not in LoyaltyReward.Drawing.values:
        raise ValidationError(_("There is no such drawing."))
    return name


def _bounded(number: int | None, *, minimum: int, maximum: int) -> int | None:
    return None if number is None else within(number, minimum=minimum, maximum=maximum)


def _stock(stock: int | None, *, taken: int) -> int | None:
    if stock is not None and stock < taken:
        raise ValidationError(_("There cannot be fewer than are taken already: %(taken)s.") % {"taken": taken})
    return _bounded(stock, minimum=1, maximum=LARGEST_STOCK)


def _cooldown(cooldown: timedelta) -> timedelta:
    if not timedelta(0) <= cooldown <= LONGEST_COOLDOWN:
        raise ValidationError(_("A pause lasts a year at most."))
    return cooldown


def _end(offer: Offer) -> datetime | None:
    if offer.starts_at is not None and offer.ends_at is not None and offer.ends_at <= offer.starts_at:
        raise ValidationError(_("It has to end after it begins."))
    return offer.ends_at


def _automatic(offer: Offer) -> bool:
    """An answer that nobody reads is no answer."""
    if offer.is_automatic and offer.question.strip():
        raise ValidationError(_("Somebody has to read the answer. Ask nothing, or fulfil it by hand."))
    return offer.is_automatic
