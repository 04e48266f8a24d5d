"""What a visitor sees where something can be given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.models import UserStats
from accounts.selectors import blocks_between
from economy.models import GiftType
from economy.selectors.gifts import tray
from economy.selectors.wallet import Wallet, wallet_state
from roastlive.lib.ids import uuid7

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import CreatorProfile, User

    Visitor = User | AnonymousUser

TIPS_OFFERED = (50, 100, 500)


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A gift and whether this visitor may give it yet."""

    gift: GiftType
    is_locked: bool


@dataclass(frozen=True, kw_only=True)
class Tray:
    """For `_gift_tray.html`. The keys make each form one wish, however often it is sent. Signed out: no wallet, no offers."""

    creator: CreatorProfile
    offers: list[Offer]
    wallet: Wallet | None
    gift_key: str
    tip_key: str
    tips: tuple[int, ...] = TIPS_OFFERED


def tray_for(*, creator: CreatorProfile, visitor: Visitor) -> Tray | None:
    """None where nothing can be given: on one's own channel, and between those who do not want each other."""
    if not visitor.is_authenticated:
        return Tray(creator=creator, offers=[], wallet=None, gift_key="", tip_key="")
    if visitor.pk == creator.user_id or blocks_between(visitor.pk, creator.user_id):
        return None
    level = UserStats.objects.filter(user=visitor.pk).values_list("level", flat=True).first() or 1
    return Tray(
        creator=creator,
        offers=[Offer(gift=gift, is_locked=gift.level > level) for gift in tray()],
        wallet=wallet_state(visitor.pk),
        gift_key=str(uuid7()),
        tip_key=str(uuid7()),
    )
