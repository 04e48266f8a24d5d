"""Giving things from the catalogue. Money, gift, combo and counters come in one transaction, many gifts at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from accounts.models import CreatorProfile, User, UserStats
from economy.errors import GiftLocked, InvalidQuantity
from economy.events import GiftGiven
from economy.models import Gift, GiftType, TransferKind
from economy.models.gifts import HANDFUL
from economy.occasions import NO_OCCASION, Occasion, require_occasion
from economy.selectors.gifts import gift_on_offer
from economy.services.accounts import wallet_of
from economy.services.balances import tell_balances
from economy.services.batching import submit, writes_with
from economy.services.giving import given_before, require_may_give, split
from economy.services.orders import Key, Order, Posted
from economy.services.tallies import count_earnings, count_gifts
from economy.services.telling import order_first_words, show_gifts
from roastlive.lib.events import announce
from roastlive.lib.idempotency import hash_of
from roastlive.lib.rls import acting_as

# Another one of the same within so long belongs to the combo.
COMBO_WINDOW = timedelta(seconds=10)

Triple = tuple[UUID, UUID, UUID]


@dataclass(frozen=True, slots=True)
class GivenGift:
    """A gift that stands, and what it left in the wallet. `replayed`: it was given before, under the same key."""

    gift: Gift
    balance: int
    replayed: bool


def give_gift(
    *,
    sender: User,
    creator: CreatorProfile,
    gift: str,
    quantity: int,
    key: str,
    occasion: Occasion = NO_OCCASION,
) -> GivenGift:
    """Pay for `quantity` of a gift, named by its slug, and hand them over; once a key.

    Raises InvalidQuantity, GiftTypeNotFound, GiftLocked, CreatorGone, CannotGiveYourself, CannotGive, Sanctioned,
    UnknownOccasion and what the occasion says, InsufficientFunds, IdempotencyConflict.
    """
    body = {"creator": creator.pk, "gift": gift, "quantity": quantity, "occasion": [occasion.kind, occasion.id]}
    order_key = Key(caller=str(sender.pk), scope="gift", key=key, body_hash=hash_of(body))
    known = given_before(order_key)
    if known is not None:
        return _given(known, sender)
    if type(quantity) is not int or not 1 <= quantity <= HANDFUL:
        raise InvalidQuantity
    kind = gift_on_offer(gift)
    require_may_give(sender=sender, creator=creator)
    require_occasion(occasion, sender=sender, creator=creator)
    _require_level(sender, kind)
    parts = split(TransferKind.GIFT, sender_id=sender.pk, receiver_id=creator.user_id, amount=kind.price * quantity)
    draft = Gift(
        sender=sender,
        receiver_id=creator.user_id,
        creator=creator,
        gift_type=kind,
        quantity=quantity,
        price=kind.price,
        fee=parts.fee,
        subject_kind=occasion.kind,
        subject_id=occasion.id,
    )
    posted = submit(
        Order(
            kind=TransferKind.GIFT,
            legs=parts.legs,
            reference=f"gift:{draft.pk}",
            actor_id=sender.pk,
            key=order_key,
            then=draft,
        )
    )
    return _given(posted, sender)


@writes_with(TransferKind.GIFT)
def write_gifts(done: Sequence[tuple[Order, Posted]]) -> None:
    """The rows of gifts whose money has just moved, in its transaction and for the house."""
    gifts = []
    for order, posted in done:
        if isinstance(order.then, Gift):
            order.then.transfer_id = posted.transfer_id
            gifts.append(order.then)
    if not gifts:
        return
    _continue_combos(gifts, timezone.now())
    order_first_words(gifts)
    Gift.objects.bulk_create(gifts)
    sent: Counter[UUID] = Counter()
    earned: Counter[UUID] = Counter()
    for gift in gifts:
        sent[gift.sender_id] += gift.quantity
        earned[gift.creator_id] += gift.net
        announce(
            GiftGiven(
                gift_id=gift.pk,
                sender_id=gift.sender_id,
                creator_id=gift.creator_id,
                tokens=gift.total,
                subject_kind=gift.subject_kind,
                subject_id=gift.subject_id,
            )
        )
    count_gifts(sent)
    count_earnings(earned)
    show_gifts(gifts)
    tell_balances({person for gift in gifts for person in (gift.sender_id, gift.receiver_id)})


def _continue_combos(gifts: Sequence[Gift], now: datetime) -> None:
    """The sender's wallet is locked by now, so nobody else continues the same combo meanwhile."""
    latest: dict[Triple, Gift] = {}
    recent = Gift.objects.filter(
        sender__in={gift.sender_id for gift in gifts},
        creator__in={gift.creator_id for gift in gifts},
        gift_type__in={gift.gift_type_id for gift in gifts},
        created_at__gte=now - COMBO_WINDOW,
    )
    triple = ("sender_id", "creator_id", "gift_type_id")
    for before in recent.order_by(*triple, "-created_at", "-combo_count").distinct(*triple):
        latest[_triple(before)] = before
    for gift in gifts:
        last = latest.get(_triple(gift))
        gift.combo_id = last.combo_id if last else gift.pk
        gift.combo_count = gift.quantity + (last.combo_count if last else 0)
        latest[_triple(gift)] = gift


def _triple(gift: Gift) -> Triple:
    return gift.sender_id, gift.creator_id, gift.gift_type_id


def _require_level(sender: User, kind: GiftType) -> None:
    if kind.level > 1 and not UserStats.objects.filter(user=sender, level__gte=kind.level).exists():
        raise GiftLocked(level=kind.level)


def _given(posted: Posted, sender: User) -> GivenGift:
    with acting_as(sender.pk):
        gift = Gift.objects.with_their_people().get(transfer_id=posted.transfer_id)
    return GivenGift(gift, posted.balance_of(wallet_of(sender.pk).pk), posted.replayed)
