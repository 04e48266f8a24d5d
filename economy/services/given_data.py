"""Gifts, tips and welcomes of one person: told to them, and made nobody's when they leave."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from accounts.models import User
from economy.models import Tip, WelcomeGrant
from economy.selectors.gifts import gifts_of, tips_of


def tell_gifts(person: User) -> Iterator[dict[str, Any]]:
    for gift in gifts_of(person.pk).order_by("id"):
        yield {
            "id": gift.pk,
            "when": gift.created_at,
            "from": gift.sender.username,
            "to": gift.creator.stage_name,
            "gift": gift.gift_type.name,
            "quantity": gift.quantity,
            "price": gift.price,
            "fee": gift.fee,
            "status": gift.status,
            "receipt": gift.transfer_id,
        }


def tell_tips(person: User) -> Iterator[dict[str, Any]]:
    """Words that are held back belong to who wrote them, for now."""
    for tip in tips_of(person.pk).order_by("id"):
        yield {
            "id": tip.pk,
            "when": tip.created_at,
            "from": tip.sender.username,
            "to": tip.creator.stage_name,
            "tokens": tip.amount,
            "fee": tip.fee,
            "message": tip.words_for(person.pk),
            "status": tip.status,
            "receipt": tip.transfer_id,
        }


def tell_welcome(person: User) -> Iterator[dict[str, Any]]:
    for grant in WelcomeGrant.objects.filter(person=person):
        yield {"when": grant.created_at, "tokens": grant.amount, "receipt": grant.transfer_id}


def forget_words(person: User) -> None:
    """What they wrote goes; that tokens moved is the ledger's business."""
    Tip.objects.filter(sender=person).exclude(message="").update(message="", is_message_held=False)
