"""Points, what earns them, and what they are good for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils import timezone

from accounts.models import Block, CreatorProfile, Follow, User
from economy.errors import RedemptionNotFound, RewardNotFound
from economy.loyalty_rules import VISIT, EarningRule, earning_rules
from economy.models import LoyaltyRedemption, LoyaltyReward, PointAward
from economy.selectors.wallet import wallet_state
from roastlive.lib.rls import acting_as

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    Visitor = User | AnonymousUser

ONE_DAY = timedelta(days=1)
# Whoever has come every day for a year is told no larger number.
LONGEST_STREAK = timedelta(days=366)
SHOWN = 60
A_PAGE = 30


class Obstacle(StrEnum):
    """Why somebody cannot redeem a reward now."""

    NONE = ""
    POINTS = "points"
    GONE = "gone"
    HAD = "had"
    PAUSE = "pause"
    CLOSED = "closed"
    OWN = "own"


@dataclass(frozen=True, kw_only=True)
class OnShelf:
    """A reward as one person sees it. `missing` points; `again_at` is when their pause ends."""

    reward: LoyaltyReward
    obstacle: Obstacle = Obstacle.NONE
    missing: int = 0
    again_at: datetime | None = None

    @property
    def can_redeem(self) -> bool:
        return self.obstacle == Obstacle.NONE


@dataclass(frozen=True)
class Earned:
    """How far somebody has come today by one rule."""

    rule: EarningRule
    points: int

    @property
    def is_full(self) -> bool:
        return self.points >= self.rule.cap


@dataclass(frozen=True)
class Shelf:
    points: int
    rewards: list[OnShelf]

    @property
    def of_house(self) -> list[OnShelf]:
        return [shown for shown in self.rewards if shown.reward.creator_id is None]

    @property
    def of_creators(self) -> list[OnShelf]:
        return [shown for shown in self.rewards if shown.reward.creator_id is not None]

    @property
    def next(self) -> OnShelf | None:
        """The cheapest that only points stand in the way of, if nothing can be had yet."""
        if any(shown.can_redeem for shown in self.rewards):
            return None
        wanted = [shown for shown in self.rewards if shown.obstacle == Obstacle.POINTS]
        return min(wanted, key=lambda shown: shown.reward.price, default=None)


def shelf_of(person: User, *, country: str) -> Shelf:
    """What the house offers, and the creators whom they follow."""
    followed = Follow.objects.filter(follower=person).values("creator")
    wanted = Q(creator__isnull=True) | Q(creator__in=followed)
    points = wallet_state(person.pk).points
    return Shelf(points, _as_seen(person, _on_shelf(person, country).filter(wanted), points))


def shelf_of_channel(profile: CreatorProfile, visitor: Visitor) -> list[OnShelf]:
    """What one creator offers; who is not logged in sees it too."""
    now = timezone.now()
    rewards = _ordered(LoyaltyReward.objects.on_shelf(now).filter(creator=profile))
    if not visitor.is_authenticated:
        return [OnShelf(reward=reward) for reward in rewards]
    return _as_seen(visitor, rewards, wallet_state(visitor.pk).points)


def rewards_on_shelf(person: User, *, country: str, creator: str = "") -> QuerySet[LoyaltyReward]:
    """Everything that can be redeemed, or what one creator offers, named by their address."""
    found = _on_shelf(person, country).select_related("creator")
    return found.filter(creator__slug=creator.lower()) if creator else found


def reward_seen_by(person: User, reward_id: UUID, *, country: str) -> OnShelf:
    """Raises RewardNotFound, also for what is no longer on the shelf."""
    found = list(_on_shelf(person, country).filter(pk=reward_id).select_related("creator__user"))
    if not found:
        raise RewardNotFound
    (shown,) = _as_seen(person, found, wallet_state(person.pk).points)
    return shown


def _on_shelf(person: User, country: str) -> QuerySet[LoyaltyReward]:
    """Without those who block them or whom they have blocked."""
    blocks = Block.objects.filter(Q(blocker=person) | Q(blocked=person)).values_list("blocker", "blocked")
    blocked = {somebody for pair in blocks for somebody in pair if somebody != person.pk}
    found = LoyaltyReward.objects.on_shelf(timezone.now(), country)
    return found.exclude(creator__user__in=blocked) if blocked else found


def _ordered(found: QuerySet[LoyaltyReward]) -> list[LoyaltyReward]:
    return list(found.select_related("creator__user").order_by("price", "id")[:SHOWN])


def _as_seen(person: User, rewards: QuerySet[LoyaltyReward] | list[LoyaltyReward], points: int) -> list[OnShelf]:
    rows = rewards if isinstance(rewards, list) else _ordered(rewards)
    had = _had(person.pk, [reward.pk for reward in rows])
    now = timezone.now()
    return [_seen(reward, person.pk, points, had.get(reward.pk, (0, None)), now) for reward in rows]


def _had(person_id: UUID, rewards: Sequence[UUID]) -> dict[UUID, tuple[int, datetime | None]]:
    """How many of each somebody had, and when the latest."""
    with acting_as(person_id):
        found = LoyaltyRedemption.objects.counting().filter(person=person_id, reward__in=rewards).values("reward")
        counted = found.annotate(number=Count("id"), latest=Max("created_at"))
        return {row["reward"]: (row["number"], row["latest"]) for row in counted}


def _seen(
    reward: LoyaltyReward, person_id: UUID, points: int, had: tuple[int, datetime | None], now: datetime
) -> OnShelf:
    number, latest = had
    again_at = latest + reward.cooldown if latest is not None and reward.cooldown else None
    if reward.creator is not None and reward.creator.user_id == person_id:
        return OnShelf(reward=reward, obstacle=Obstacle.OWN)
    if not reward.is_open(now):
        return OnShelf(reward=reward, obstacle=Obstacle.CLOSED)
    if reward.left == 0:
        return OnShelf(reward=reward, obstacle=Obstacle.GONE)
    if reward.per_person is not None and number >= reward.per_person:
        return OnShelf(reward=reward, obstacle=Obstacle.HAD)
    if again_at is not None and now < again_at:
        return OnShelf(reward=reward, obstacle=Obstacle.PAUSE, again_at=again_at)
    if points < reward.price:
        return OnShelf(reward=reward, obstacle=Obstacle.POINTS, missing=reward.price - points)
    return OnShelf(reward=reward)


def earned_today(person_id: UUID) -> list[Earned]:
    """By every rule there is, but for what is done once and was; days end at midnight UTC."""
    today = timezone.now().astimezone(UTC).date()
    rules = earning_rules()
    once = {rule.name for rule in rules if rule.once}
    with acting_as(person_id):
        found = PointAward.objects.filter(Q(day=today) | Q(rule__in=once), person=person_id)
        sums = dict(found.values_list("rule").annotate(points=Sum("points")))
    return [Earned(rule, sums.get(rule.name, 0)) for rule in rules if not (rule.once and rule.name in sums)]


def days_in_a_row(person_id: UUID) -> int:
    """For how long somebody has come every day, up to today, or yesterday if today has not been counted yet."""
    today = timezone.now().astimezone(UTC).date()
    with acting_as(person_id):
        visits = PointAward.objects.filter(person=person_id, rule=VISIT, day__gt=today - LONGEST_STREAK)
        days = set(visits.values_list("day", flat=True))
    day = today if today in days else today - ONE_DAY
    number = 0
    while day in days:
        number += 1
        day -= ONE_DAY
    return number


def redemptions_of(person_id: UUID) -> QuerySet[LoyaltyRedemption]:
    """What somebody redeemed. Read within `acting_as(person_id)`."""
    return LoyaltyRedemption.objects.of_person(person_id).select_related("reward__creator")


def redemptions_for(person_id: UUID) -> QuerySet[LoyaltyRedemption]:
    """What others redeemed of what somebody offers. Read within `acting_as(person_id)`."""
    return LoyaltyRedemption.objects.for_offerer(person_id).select_related("reward", "person")


def redemption_between(person_id: UUID, redemption_id: UUID) -> LoyaltyRedemption:
    """One that somebody made or has to fulfil. Raises RedemptionNotFound."""
    with acting_as(person_id):
        either = Q(person=person_id) | Q(offerer=person_id)
        found = LoyaltyRedemption.objects.select_related("reward__creator", "person").filter(either, pk=redemption_id)
        redemption = found.first()
    if redemption is None:
        raise RedemptionNotFound
    return redemption


def a_page(found: QuerySet[LoyaltyRedemption], *, before: UUID | None) -> tuple[list[LoyaltyRedemption], UUID | None]:
    """Newest first, and where the next page begins, if there is one."""
    if before is not None:
        found = found.filter(id__lt=before)
    rows = list(found.order_by("-id")[: A_PAGE + 1])
    return rows[:A_PAGE], rows[A_PAGE - 1].pk if len(rows) > A_PAGE else None


def own_rewards(creator: CreatorProfile) -> list[LoyaltyReward]:
    """A creator's shelf: what is on it, and then what was taken off, the latest first."""
    rewards = LoyaltyReward.objects.filter(creator=creator)
    shown = rewards.filter(retired_at__isnull=True).order_by("price", "id")
    return [*shown, *rewards.filter(retired_at__isnull=False).order_by("-retired_at")[:A_PAGE]]


def own_reward(creator: CreatorProfile, reward_id: UUID) -> LoyaltyReward:
    """Raises RewardNotFound, also for somebody else's."""
    found = LoyaltyReward.objects.filter(creator=creator, pk=reward_id).first()
    if found is None:
        raise RewardNotFound
    return found


def waiting_for(person_id: UUID) -> list[LoyaltyRedemption]:
    """What somebody has to fulfil, the longest wait first."""
    with acting_as(person_id):
        return list(redemptions_for(person_id).filter(status=LoyaltyRedemption.Status.PENDING).order_by("id")[:SHOWN])
