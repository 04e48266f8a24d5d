"""Giving plain tokens with a few words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from accounts.models import CreatorProfile, User
from economy.amounts import checked
from economy.errors import MessageRefused, TipTooLarge
from economy.events import TipGiven
from economy.models import Tip, TransferKind
from economy.models.tips import LARGEST_TIP, LONGEST_MESSAGE
from economy.occasions import NO_OCCASION, Occasion, require_occasion
from economy.services.accounts import wallet_of
from economy.services.balances import tell_balances
from economy.services.batching import submit, writes_with
from economy.services.giving import given_before, require_may_give, split
from economy.services.orders import Key, Order, Posted
from economy.services.tallies import count_earnings
from economy.services.telling import order_words_of_tips, show_tips
from moderation.screening.vocabulary import Decision, Speaker, Target, Verdict
from moderation.services.screening import screen_for
from roastlive.lib.events import announce
from roastlive.lib.idempotency import hash_of
from roastlive.lib.rls import acting_as
from roastlive.lib.text import clean_text


@dataclass(frozen=True, slots=True)
class GivenTip:
    """A tip that stands, and what it left in the wallet. `replayed`: it was given before, under the same key."""

    tip: Tip
    balance: int
    replayed: bool


def give_tip(
    *,
    sender: User,
    creator: CreatorProfile,
    amount: int,
    key: str,
    message: str = "",
    occasion: Occasion = NO_OCCASION,
) -> GivenTip:
    """Tokens for a creator, once a key. Words that somebody has to read first are kept back; the money goes.

    Raises InvalidAmount, TipTooLarge, ValidationError for a message that is no text of ours, MessageRefused, CreatorGone,
    CannotGiveYourself, CannotGive, Sanctioned, UnknownOccasion and what the occasion says, InsufficientFunds,
    IdempotencyConflict.
    """
    body = {"creator": creator.pk, "amount": amount, "message": message, "occasion": [occasion.kind, occasion.id]}
    order_key = Key(caller=str(sender.pk), scope="tip", key=key, body_hash=hash_of(body))
    known = given_before(order_key)
    if known is not None:
        return _given(known, sender)
    if checked(amount) > LARGEST_TIP:
        raise TipTooLarge(most=LARGEST_TIP)
    words = clean_text(message, maximum=LONGEST_MESSAGE)
    require_may_give(sender=sender, creator=creator)
    require_occasion(occasion, sender=sender, creator=creator)
    is_held = is_held_back(words, creator)
    parts = split(TransferKind.TIP, sender_id=sender.pk, receiver_id=creator.user_id, amount=amount)
    draft = Tip(
        sender=sender,
        receiver_id=creator.user_id,
        creator=creator,
        amount=amount,
        fee=parts.fee,
        message=words,
        is_message_held=is_held,
        subject_kind=occasion.kind,
        subject_id=occasion.id,
    )
    posted = submit(
        Order(
            kind=TransferKind.TIP,
            legs=parts.legs,
            reference=f"tip:{draft.pk}",
            actor_id=sender.pk,
            key=order_key,
            then=draft,
        )
    )
    return _given(posted, sender)


@writes_with(TransferKind.TIP)
def write_tips(done: Sequence[tuple[Order, Posted]]) -> None:
    """The rows of tips whose money has just moved, in its transaction and for the house."""
    tips = []
    for order, posted in done:
        if isinstance(order.then, Tip):
            order.then.transfer_id = posted.transfer_id
            tips.append(order.then)
    if not tips:
        return
    Tip.objects.bulk_create(tips)
    earned: Counter[UUID] = Counter()
    for tip in tips:
        earned[tip.creator_id] += tip.net
        announce(
            TipGiven(
                tip_id=tip.pk,
                sender_id=tip.sender_id,
                creator_id=tip.creator_id,
                tokens=tip.amount,
                subject_kind=tip.subject_kind,
                subject_id=tip.subject_id,
            )
        )
    count_earnings(earned)
    order_words_of_tips(tips)
    show_tips(tips)
    tell_balances({person for tip in tips for person in (tip.sender_id, tip.receiver_id)})


def screened(words: str, creator: CreatorProfile) -> Decision:
    """What the channel's screening says of words to its performer."""
    return screen_for(words, speaker=Speaker.VIEWER, target=Target.PERFORMER, channel=creator)


def is_held_back(words: str, creator: CreatorProfile) -> bool:
    """Whether somebody has to read these words before others do. Raises MessageRefused for what nobody reads."""
    if not words:
        return False
    decision = screened(words, creator)
    if decision.verdict == Verdict.BLOCK:
        raise MessageRefused(
            why=", ".join(str(reason.says) for reason in decision.reasons if reason.verdict == Verdict.BLOCK)
        )
    return decision.verdict == Verdict.HOLD


def _given(posted: Posted, sender: User) -> GivenTip:
    with acting_as(sender.pk):
        tip = Tip.objects.with_their_people().get(transfer_id=posted.transfer_id)
    return GivenTip(tip, posted.balance_of(wallet_of(sender.pk).pk), posted.replayed)
