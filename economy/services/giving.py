"""What gifts and tips have in common: who may give to whom, how it is split, and that it happens once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from accounts.models import CreatorProfile, User
from accounts.selectors import blocks_between
from economy.errors import CannotGive, CannotGiveYourself, CreatorGone
from economy.fees import fee_on
from economy.models import AccountKind, TransferKind
from economy.services.accounts import earnings_of, house_account, wallet_of
from economy.services.ledger import posted_before
from economy.services.orders import Key, Leg, Posted
from moderation.models import Act
from moderation.services.standing import require_may
from roastlive.lib.idempotency import IdempotencyConflict
from roastlive.lib.models import IdempotencyKey


@dataclass(frozen=True, slots=True)
class Split:
    """How what is paid reaches the creator's earnings and the house."""

    legs: tuple[Leg, ...]
    fee: int


def require_may_give(*, sender: User, creator: CreatorProfile) -> None:
    """Raises CreatorGone, CannotGiveYourself, CannotGive after a block, Sanctioned of either."""
    if sender.pk == creator.user_id:
        raise CannotGiveYourself
    if not CreatorProfile.objects.on_stage().filter(pk=creator.pk).exists():
        raise CreatorGone
    if blocks_between(sender.pk, creator.user_id):
        raise CannotGive
    require_may(sender.pk, Act.GIVE, channel_id=creator.pk)
    require_may(creator.user_id, Act.RECEIVE, channel_id=creator.pk)


def split(kind: TransferKind, *, sender_id: UUID, receiver_id: UUID, amount: int) -> Split:
    """From the wallet of one to the earnings of the other, the house's part taken out of it."""
    fee = fee_on(kind, amount)
    legs = [Leg(wallet_of(sender_id).pk, -amount), Leg(earnings_of(receiver_id).pk, amount - fee)]
    if fee:
        legs.append(Leg(house_account(AccountKind.FEES).pk, fee))
    return Split(tuple(legs), fee)


def given_before(key: Key) -> Posted | None:
    """The transfer that was made under this key already, whatever has changed since. Raises IdempotencyConflict."""
    known = IdempotencyKey.objects.filter(
        caller=key.caller, scope=key.scope, key=key.key, expires_at__gt=timezone.now()
    ).first()
    if known is None:
        return None
    if known.body_hash != key.body_hash:
        raise IdempotencyConflict
    return posted_before(UUID(json.loads(known.answer)))
