"""/api/v1/points and /api/v1/rewards: what somebody has, and what is on the shelf."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework import serializers

from accounts.asking import creator_of, person_of
from accounts.geo import country_of
from economy.errors import RewardNotFound
from economy.models import LoyaltyReward
from economy.models.loyalty import (
    DEAREST_REWARD,
    DESCRIPTION_LONGEST,
    LARGEST_STOCK,
    LONGEST_COOLDOWN,
    QUESTION_LONGEST,
    TITLE_LONGEST,
)
from economy.selectors.loyalty import days_in_a_row, earned_today, own_reward, rewards_on_shelf
from economy.selectors.wallet import wallet_state
from economy.services.rewards import PER_PERSON_MOST, Offer, change_reward, offer_reward, retire_reward
from roastlive.lib.access import Access, signed_in
from roastlive.lib.api.endpoints import endpoint
from roastlive.lib.api.fields import LineField, ParagraphsField, TokenAmountField
from roastlive.lib.api.serializers import Input
from roastlive.lib.api.views import ApiView

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from rest_framework.request import Request

TAGS = ("rewards",)
HOURS = timedelta(hours=1)


class Earning(serializers.Serializer[Any]):
    rule = serializers.CharField(source="rule.name")
    label = serializers.CharField(source="rule.label")  # type: ignore[assignment]
    note = serializers.CharField(source="rule.note")
    points = serializers.IntegerField(source="rule.points", help_text="For one deed that counts.")
    cap = serializers.IntegerField(source="rule.cap", help_text="At most so many in a day (UTC).")
    today = serializers.IntegerField(source="points")


class Points(serializers.Serializer[Any]):
    points = serializers.IntegerField()
    days_in_a_row = serializers.IntegerField()
    earnings = Earning(many=True)


class RewardAnswer(serializers.Serializer[Any]):
    """A reward without a creator is the house's; one without a stock does not run out."""

    id = serializers.UUIDField()
    creator = serializers.CharField(source="creator.slug", default=None, allow_null=True)
    title = serializers.CharField()
    description = serializers.CharField()
    drawing = serializers.ChoiceField(choices=LoyaltyReward.Drawing.values)
    price = serializers.IntegerField()
    stock = serializers.IntegerField(allow_null=True)
    left = serializers.IntegerField(allow_null=True)
    per_person = serializers.IntegerField(allow_null=True)
    cooldown_hours = serializers.SerializerMethodField()
    question = serializers.CharField()
    automatic = serializers.BooleanField(source="is_automatic")
    starts_at = serializers.DateTimeField(allow_null=True)
    ends_at = serializers.DateTimeField(allow_null=True)
    retired_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()

    def get_cooldown_hours(self, reward: LoyaltyReward) -> int:
        return reward.cooldown // HOURS


class RewardsQuery(serializers.Serializer[Any]):
    creator = serializers.SlugField(required=False, max_length=30, help_text="Only what this channel offers.")


class _OfferInput(Input):
    def to_internal_value(self, data: Any) -> Any:
        """Named as programs see it, and as the services take it."""
        found = super().to_internal_value(data)
        if "cooldown_hours" in found:
            found["cooldown"] = found.pop("cooldown_hours") * HOURS
        if "automatic" in found:
            found["is_automatic"] = found.pop("automatic")
        return found


class RewardInput(_OfferInput):
    title = LineField(maximum=TITLE_LONGEST, minimum=3)
    price = TokenAmountField(min_value=1, max_value=DEAREST_REWARD)
    description = ParagraphsField(maximum=DESCRIPTION_LONGEST, required=False)
    drawing = serializers.ChoiceField(choices=LoyaltyReward.Drawing.values, required=False)
    stock = TokenAmountField(min_value=1, max_value=LARGEST_STOCK, required=False, allow_null=True)
    per_person = TokenAmountField(min_value=1, max_value=PER_PERSON_MOST, required=False, allow_null=True)
    cooldown_hours = TokenAmountField(min_value=0, max_value=LONGEST_COOLDOWN // HOURS, required=False)
    question = LineField(maximum=QUESTION_LONGEST, required=False)
    automatic = serializers.BooleanField(required=False)
    starts_at = serializers.DateTimeField(required=False, allow_null=True)
    ends_at = serializers.DateTimeField(required=False, allow_null=True)


class RewardChange(RewardInput):
    """What is not given stays as it is."""

    title = LineField(maximum=TITLE_LONGEST, minimum=3, required=False)
    price = TokenAmountField(min_value=1, max_value=DEAREST_REWARD, required=False)


class PointsView(ApiView):
    """How many points somebody has, and what earns them."""

    access: ClassVar[Access] = {"GET": signed_in}
    scope = "rewards"

    @endpoint(gives=Points, tags=TAGS)
    def get(self, request: Request) -> dict[str, Any]:
        person_id = person_of(request).pk
        return {
            "points": wallet_state(person_id).points,
            "days_in_a_row": days_in_a_row(person_id),
            "earnings": earned_today(person_id),
        }


class RewardsView(ApiView):
    access: ClassVar[Access] = {"GET": signed_in, "POST": signed_in}
    scope = "rewards"

    @endpoint(query=RewardsQuery, gives=RewardAnswer, paged=True, tags=TAGS)
    def get(self, request: Request, query: dict[str, str]) -> QuerySet[LoyaltyReward]:
        return rewards_on_shelf(person_of(request), country=country_of(request), creator=query.get("creator", ""))

    @endpoint(takes=RewardInput, gives=RewardAnswer, status=201, refuses=(404, 409), tags=TAGS)
    def post(self, request: Request, data: dict[str, Any]) -> LoyaltyReward:
        """Put something on your own shelf."""
        return offer_reward(creator=creator_of(request), offer=Offer(**data))


class RewardView(ApiView):
    access: ClassVar[Access] = {"GET": signed_in, "PATCH": signed_in, "DELETE": signed_in}
    scope = "rewards"

    @endpoint(gives=RewardAnswer, refuses=(404,), tags=TAGS)
    def get(self, request: Request, reward: UUID) -> LoyaltyReward:
        found = rewards_on_shelf(person_of(request), country=country_of(request)).filter(pk=reward).first()
        if found is None:
            raise RewardNotFound
        return found

    @endpoint(takes=RewardChange, gives=RewardAnswer, refuses=(404,), tags=TAGS)
    def patch(self, request: Request, reward: UUID, data: dict[str, Any]) -> LoyaltyReward:
        creator = creator_of(request)
        own = own_reward(creator, reward)
        kept = {field.name: getattr(own, field.name) for field in fields(Offer)}
        return change_reward(reward_id=own.pk, creator=creator, offer=Offer(**{**kept, **data}))

    @endpoint(refuses=(404,), tags=TAGS)
    def delete(self, request: Request, reward: UUID) -> None:
        """Take it off your shelf. What was redeemed stays."""
        retire_reward(reward_id=reward, creator=creator_of(request))
