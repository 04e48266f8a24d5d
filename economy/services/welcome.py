"""Something to begin with, from the house."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import User
from accounts.services.notifying import notify
from economy.amounts import checked
from economy.models import AccountKind, TransferKind, WelcomeGrant
from economy.notifications import WELCOME
from economy.services.accounts import house_account, wallet_of
from economy.services.balances import tell_balances
from economy.services.ledger import post
from economy.services.orders import Leg, Order
from roastlive.lib.rls import acting_as_house


@transaction.atomic
def welcome(*, person_id: UUID, amount: int | None = None) -> bool:
    """Grant what the house gives to newcomers, once a person, ever; whether it was granted now. Raises InvalidAmount."""
    wanted = settings.WELCOME_TOKENS if amount is None else amount
    # Locked, so that of two at once the second finds the first one's row.
    person = User.objects.select_for_update(no_key=True).filter(pk=person_id).first()
    if not wanted or person is None or _was_welcomed(person_id):
        return False
    tokens = checked(wanted)
    legs = (Leg(house_account(AccountKind.PROMOTIONS).pk, -tokens), Leg(wallet_of(person_id).pk, tokens))
    posted = post(Order(kind=TransferKind.PROMOTION, legs=legs, reference=f"welcome:{person_id}"))
    with acting_as_house():
        WelcomeGrant.objects.create(person=person, amount=tokens, transfer_id=posted.transfer_id)
    tell_balances({person_id})
    words = ngettext_lazy("{number} token to begin with", "{number} tokens to begin with", tokens)
    notify(
        recipient=person,
        type=WELCOME,
        title=format_lazy(words, number=tokens),
        message=_("From the house. Throw them at somebody who deserves it."),
        link=reverse("economy:wallet"),
        key="welcome",
    )
    return True


def _was_welcomed(person_id: UUID) -> bool:
    with acting_as_house():
        return WelcomeGrant.objects.filter(person=person_id).exists()
