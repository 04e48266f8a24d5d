"""Gifts and tips that finance gives back: a reversal in the ledger, at most once, and the counters with it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.urls import reverse as address_of
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import User
from accounts.services.notifying import notify
from economy.errors import (
    AlreadyReversed,
    GiftNotFound,
    InsufficientFunds,
    NothingToGiveBack,
    NotYourOwnMoney,
    SpentMeanwhile,
    TipNotFound,
)
from economy.models import Gift, Tip
from economy.notifications import GIVEN_BACK
from economy.services.balances import tell_balances
from economy.services.ledger import reverse
from economy.services.tallies import count_earnings, count_gifts
from roastlive.lib.rls import acting_as_house


@transaction.atomic
def give_back_gift(*, gift_id: UUID, by: User, reason: str) -> Gift:
    """Raises GiftNotFound, NotYourOwnMoney, NothingToGiveBack, SpentMeanwhile."""
    with acting_as_house():
        gift = Gift.objects.select_for_update(of=("self",)).with_their_people().filter(pk=gift_id).first()
        if gift is None:
            raise GiftNotFound
        _take_back(gift, by=by, reason=reason)
    count_gifts({gift.sender_id: -gift.quantity})
    return gift


@transaction.atomic
def give_back_tip(*, tip_id: UUID, by: User, reason: str) -> Tip:
    """Raises TipNotFound, NotYourOwnMoney, NothingToGiveBack, SpentMeanwhile."""
    with acting_as_house():
        tip = Tip.objects.select_for_update(of=("self",)).with_their_people().filter(pk=tip_id).first()
        if tip is None:
            raise TipNotFound
        _take_back(tip, by=by, reason=reason)
    return tip


def _take_back(given: Gift | Tip, *, by: User, reason: str) -> None:
    if by.pk in {given.sender_id, given.receiver_id}:
        raise NotYourOwnMoney
    if given.transfer_id is None or given.status != type(given).Status.COMPLETED:
        raise NothingToGiveBack
    try:
        reverse(transfer_id=given.transfer_id, reason=reason, actor_id=by.pk)
    except AlreadyReversed as error:
        raise NothingToGiveBack from error
    except InsufficientFunds as error:
        raise SpentMeanwhile from error
    given.status = type(given).Status.REFUNDED
    given.refunded_at = timezone.now()
    given.save(update_fields=["status", "refunded_at", "updated_at"])
    count_earnings({given.creator_id: -given.net})
    tell_balances({given.sender_id, given.receiver_id})
    _tell(given.sender, given)
    _tell(given.creator.user, given)


def _tell(person: User, given: Gift | Tip) -> None:
    words = ngettext_lazy("{number} token is given back", "{number} tokens are given back", given.total)
    from_whom = (
        format_lazy(_("What you gave {name} is yours again."), name=given.creator.stage_name)
        if person.pk == given.sender_id
        else format_lazy(_("What {name} gave you went back to them."), name=given.sender.username)
    )
    notify(
        recipient=person,
        type=GIVEN_BACK,
        title=format_lazy(words, number=given.total),
        message=from_whom,
        link=address_of("economy:receipt", args=[given.transfer_id]),
        key=f"given-back:{given.pk}",
    )
