"""Points for a reward: held at once, and theirs again unless it is fulfilled.

Whoever changes what is taken of a reward holds the lock of its row, so that stock, limit and pause are exact however many
press the button at once. Locks: redemption, reward, ledger.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from accounts.selectors import blocks_between
from economy.errors import (
    HoldOver,
    MayNotFulfil,
    NotYourOwnAccount,
    OutOfStock,
    OwnReward,
    RedemptionDecided,
    RedemptionNotFound,
    RewardCoolsDown,
    RewardLimitReached,
    RewardNotFound,
    RewardNotOnShelf,
)
from economy.events import RedemptionCancelled, RedemptionFulfilled, RewardRedeemed
from economy.models import AccountKind, LoyaltyRedemption, LoyaltyReward, Unit
from economy.models.loyalty import NOTE_LONGEST, WORDS_LONGEST
from economy.services import redemption_news as news
from economy.services.accounts import house_account
from economy.services.balances import tell_balances
from economy.services.holds import capture, reserve, void
from economy.services.ledger import Leg
from economy.services.tips import is_held_back
from moderation.models import Act
from moderation.services.standing import require_may
from roastlive.lib.errors import Invalid
from roastlive.lib.events import announce
from roastlive.lib.idempotency import once
from roastlive.lib.rls import acting_as_house
from roastlive.lib.text import clean_line

# Whoever has waited so long gets the points back.
WAITS = timedelta(days=30)
# The hold outlasts the redemption: its end is decided here, and never by the clock alone.
HOLD_LASTS_LONGER = timedelta(days=60)
PURPOSE = "redemption"
FULFIL = "economy.fulfil_loyaltyredemption"
AT_ONCE = 200

Status = LoyaltyRedemption.Status


def redeem(*, person: User, reward_id: UUID, words: str = "", key: str | None = None) -> LoyaltyRedemption:
    """Hold the points and wait for whoever offers the reward; one that is automatic is done at once.

    With a `key` it happens once, however often it is asked for. Raises RewardNotFound (also after a block), OwnReward,
    Sanctioned, Invalid, MessageRefused, RewardNotOnShelf, OutOfStock, RewardLimitReached, RewardCoolsDown, InsufficientFunds.
    """
    if key is None:
        return _redeem(person, reward_id, words)
    answer = once(
        caller=str(person.pk),
        scope="economy.redeem",
        key=key,
        body={"reward": str(reward_id), "words": words},
        work=lambda: str(_redeem(person, reward_id, words).pk),
    )
    with acting_as_house():
        return LoyaltyRedemption.objects.select_related("reward").get(pk=UUID(answer.value))


@transaction.atomic
def _redeem(person: User, reward_id: UUID, words: str) -> LoyaltyRedemption:
    now = timezone.now()
    reward = _locked_reward(person, reward_id)
    words = _answer(reward, words)
    channel_id = reward.creator_id
    require_may(person.pk, Act.GIVE, channel_id=channel_id)
    if words:
        require_may(person.pk, Act.SPEAK, channel_id=channel_id)
    if words and reward.creator is not None:
        # Only whoever offers it reads the answer, so what would be held back from others may pass.
        is_held_back(words, reward.creator)
    with acting_as_house():
        _require_there_is_one(reward, person.pk, now)
        hold = reserve(
            person_id=person.pk,
            amount=reward.price,
            unit=Unit.POINT,
            purpose=PURPOSE,
            reference=f"reward:{reward.pk}",
            expires_at=now + WAITS + HOLD_LASTS_LONGER,
        )
        redemption = LoyaltyRedemption.objects.create(
            reward=reward,
            person=person,
            offerer_id=reward.creator.user_id if reward.creator else None,
            title=reward.title,
            price=reward.price,
            words=words,
            hold_id=hold.pk,
            due_at=now + WAITS,
        )
        LoyaltyReward.objects.filter(pk=reward.pk).update(taken=F("taken") + 1, updated_at=now)
        announce(RewardRedeemed(redemption_id=redemption.pk, person_id=person.pk))
        if reward.is_automatic:
            _fulfil(redemption, by=None, note="")
        else:
            news.tell_offerer(redemption)
            tell_balances([person.pk])
    return redemption


@transaction.atomic
def fulfil(*, redemption_id: UUID, by: User, note: str = "") -> LoyaltyRedemption:
    """Whoever offers it says that it is done, and the points are gone.

    Raises RedemptionNotFound, also for whoever does not offer it, RedemptionDecided, HoldOver, Invalid.
    """
    with acting_as_house():
        redemption = _locked(redemption_id, offerer_id=by.pk)
        _fulfil(redemption, by=by, note=_note(note))
    return redemption


@transaction.atomic
def turn_down(*, redemption_id: UUID, by: User, note: str) -> LoyaltyRedemption:
    """Whoever offers it says why not, and the points go back. Raises what `fulfil` raises."""
    with acting_as_house():
        redemption = _locked(redemption_id, offerer_id=by.pk)
        _cancel(redemption, by=by, note=_note(note, minimum=3))
        news.tell_cancelled(redemption)
    return redemption


@transaction.atomic
def fulfil_for_house(*, redemption_id: UUID, by: User, note: str = "") -> LoyaltyRedemption:
    """What the house offers is fulfilled by staff, though nobody's own. Raises MayNotFulfil, and what `fulfil` raises."""
    with acting_as_house():
        redemption = _locked_for_house(redemption_id, by)
        _fulfil(redemption, by=by, note=_note(note))
    return redemption


@transaction.atomic
def turn_down_for_house(*, redemption_id: UUID, by: User, note: str) -> LoyaltyRedemption:
    """Raises what `fulfil_for_house` raises."""
    with acting_as_house():
        redemption = _locked_for_house(redemption_id, by)
        _cancel(redemption, by=by, note=_note(note, minimum=3))
        news.tell_cancelled(redemption)
    return redemption


@transaction.atomic
def withdraw(*, redemption_id: UUID, by: User) -> LoyaltyRedemption:
    """Whoever redeemed it takes it back while it waits. Raises RedemptionNotFound, RedemptionDecided."""
    with acting_as_house():
        redemption = _locked(redemption_id, person_id=by.pk)
        _cancel(redemption, by=by, note="")
        news.tell_withdrawn(redemption)
    return redemption


def cancel_overdue() -> int:
    """Give the points back to whoever has waited long enough, a bounded number at once; how many."""
    with acting_as_house():
        due = LoyaltyRedemption.objects.due(timezone.now()).order_by("due_at")
        overdue = list(due.values_list("pk", flat=True)[:AT_ONCE])
    return sum(_give_up(redemption_id) for redemption_id in overdue)


def cancel_all(**whose: User) -> int:
    """All that waits of one `person`, or for one `offerer`, because they leave; how many."""
    with acting_as_house():
        waiting = list(LoyaltyRedemption.objects.pending().filter(**whose).values_list("pk", flat=True))
    return sum(_give_up(redemption_id) for redemption_id in waiting)


@transaction.atomic
def _give_up(redemption_id: UUID) -> bool:
    with acting_as_house():
        try:
            redemption = _locked(redemption_id)
            _cancel(redemption, by=None, note="")
        except RedemptionDecided:
            return False
        news.tell_cancelled(redemption)
    return True


def _locked_reward(person: User, reward_id: UUID) -> LoyaltyReward:
    """The reward, waited for; a channel that has gone or wants nothing to do with them offers them nothing."""
    reward = LoyaltyReward.objects.select_for_update().filter(pk=reward_id).first()
    if reward is None:
        raise RewardNotFound
    if reward.creator is None:
        return reward
    offerer = reward.creator.user
    if not offerer.is_here or blocks_between(person.pk, offerer.pk):
        raise RewardNotFound
    if offerer.pk == person.pk:
        raise OwnReward
    return reward


def _require_there_is_one(reward: LoyaltyReward, person_id: UUID, now: datetime) -> None:
    if not reward.is_open(now):
        raise RewardNotOnShelf
    had = LoyaltyRedemption.objects.counting().filter(reward=reward, person=person_id)
    if reward.per_person is not None and had.count() >= reward.per_person:
        raise RewardLimitReached
    if reward.cooldown:
        latest = had.order_by("-id").values_list("created_at", flat=True).first()
        if latest is not None and now < latest + reward.cooldown:
            again = timezone.localtime(latest + reward.cooldown)
            raise RewardCoolsDown(when=date_format(again, "DATETIME_FORMAT"))
    if reward.stock is not None and reward.taken >= reward.stock:
        raise OutOfStock


def _locked(redemption_id: UUID, **whose: Any) -> LoyaltyRedemption:
    """One that still waits. Raises RedemptionNotFound, RedemptionDecided."""
    found = (
        LoyaltyRedemption.objects.select_for_update(of=("self",))
        .select_related("reward__creator__user", "person", "offerer")
        .filter(pk=redemption_id, **whose)
        .first()
    )
    if found is None:
        raise RedemptionNotFound
    if not found.is_pending:
        raise RedemptionDecided
    return found


def _locked_for_house(redemption_id: UUID, by: User) -> LoyaltyRedemption:
    if not by.has_perm(FULFIL):
        raise MayNotFulfil
    redemption = _locked(redemption_id, offerer=None)
    if redemption.person_id == by.pk:
        raise NotYourOwnAccount
    return redemption


def _fulfil(redemption: LoyaltyRedemption, *, by: User | None, note: str) -> None:
    """Points that were redeemed go back to where points come from."""
    issuance = house_account(AccountKind.ISSUANCE, Unit.POINT)
    capture(
        hold_id=redemption.hold_id,
        legs=[Leg(issuance.pk, redemption.price)],
        reference=f"redemption:{redemption.pk}",
        actor_id=by.pk if by else None,
    )
    _decide(redemption, Status.FULFILLED, by, note)
    announce(RedemptionFulfilled(redemption_id=redemption.pk, person_id=redemption.person_id))
    news.tell_fulfilled(redemption)
    tell_balances([redemption.person_id])


def _cancel(redemption: LoyaltyRedemption, *, by: User | None, note: str) -> None:
    LoyaltyReward.objects.select_for_update().get(pk=redemption.reward_id)
    # A hold whose time has passed has given the points back already.
    with suppress(HoldOver):
        void(hold_id=redemption.hold_id, actor_id=by.pk if by else None)
    LoyaltyReward.objects.filter(pk=redemption.reward_id).update(taken=F("taken") - 1, updated_at=timezone.now())
    _decide(redemption, Status.CANCELLED, by, note)
    announce(RedemptionCancelled(redemption_id=redemption.pk, person_id=redemption.person_id))
    tell_balances([redemption.person_id])


def _decide(redemption: LoyaltyRedemption, status: Status, by: User | None, note: str) -> None:
    redemption.status = status
    redemption.decided_by = by
    redemption.decided_at = timezone.now()
    redemption.note = note
    redemption.save(update_fields=["status", "decided_by", "decided_at", "note", "updated_at"])


def _answer(reward: LoyaltyReward, words: str) -> str:
    if not reward.question:
        return ""
    try:
        return clean_line(words, maximum=WORDS_LONGEST, minimum=1)
    except ValidationError as error:
        raise Invalid(errors={"words": error.messages}) from error


def _note(note: str, *, minimum: int = 0) -> str:
    try:
        return clean_line(note, maximum=NOTE_LONGEST, minimum=minimum)
    except ValidationError as error:
        raise Invalid(errors={"note": error.messages}) from error
