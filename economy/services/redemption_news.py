"""What people hear of redemptions. Called by the house, in the transaction of what it tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.services.notifying import notify
from economy.models import LoyaltyRedemption
from economy.notifications import REDEEMED, REWARD_CANCELLED, REWARD_DONE

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def tell_offerer(redemption: LoyaltyRedemption) -> None:
    """The house has its own queue, and no bell."""
    if redemption.offerer is None:
        return
    notify(
        recipient=redemption.offerer,
        type=REDEEMED,
        title=format_lazy(
            _("{name} redeems {reward}"), name=redemption.person.username, reward=_quoted(redemption.title)
        ),
        message=redemption.words,
        link=reverse("economy:studio_rewards"),
        data={"redemption": str(redemption.pk)},
        key=f"redeemed:{redemption.pk}",
    )


def tell_fulfilled(redemption: LoyaltyRedemption) -> None:
    notify(
        recipient=redemption.person,
        type=REWARD_DONE,
        title=format_lazy(_("{reward} is done"), reward=_quoted(redemption.title)),
        message=redemption.note,
        link=reverse("economy:my_rewards"),
        data={"redemption": str(redemption.pk)},
        key=f"fulfilled:{redemption.pk}",
    )


def tell_cancelled(redemption: LoyaltyRedemption) -> None:
    """Whoever redeemed it did not cancel it themselves."""
    notify(
        recipient=redemption.person,
        type=REWARD_CANCELLED,
        title=format_lazy(
            _("{reward} is cancelled, and your {points} points are back"),
            reward=_quoted(redemption.title),
            points=redemption.price,
        ),
        message=redemption.note or _("Nobody got round to it in time."),
        link=reverse("economy:my_rewards"),
        data={"redemption": str(redemption.pk)},
        key=f"cancelled:{redemption.pk}",
    )


def tell_withdrawn(redemption: LoyaltyRedemption) -> None:
    if redemption.offerer is None:
        return
    notify(
        recipient=redemption.offerer,
        type=REDEEMED,
        title=format_lazy(
            _("{name} takes {reward} back"), name=redemption.person.username, reward=_quoted(redemption.title)
        ),
        message=_("There is nothing to do any more."),
        link=reverse("economy:studio_rewards"),
        data={"redemption": str(redemption.pk)},
        key=f"withdrawn:{redemption.pk}",
    )


def _quoted(title: str) -> StrOrPromise:
    return format_lazy(_("“{title}”"), title=title)
