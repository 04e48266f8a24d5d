"""/api/v1/redemptions: points for rewards, from both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework import serializers

from accounts.api.own_rows import among_own_rows
from accounts.asking import person_of
from economy.models import LoyaltyRedemption
from economy.models.loyalty import NOTE_LONGEST, WORDS_LONGEST
from economy.selectors.loyalty import redemption_between, redemptions_for, redemptions_of
from economy.services.redemptions import fulfil, redeem, turn_down, withdraw
from roastlive.lib.access import Access, signed_in
from roastlive.lib.api.endpoints import endpoint
from roastlive.lib.api.fields import LineField
from roastlive.lib.api.serializers import Input
from roastlive.lib.api.views import ApiView

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from rest_framework.request import Request

TAGS = ("redemptions",)


class RedemptionAnswer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    reward = serializers.UUIDField(source="reward_id")
    person = serializers.CharField(source="person.username")
    title = serializers.CharField()
    price = serializers.IntegerField()
    words = serializers.CharField()
    status = serializers.ChoiceField(choices=LoyaltyRedemption.Status.values)
    note = serializers.CharField()
    due_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()


class RedemptionsQuery(serializers.Serializer[Any]):
    side = serializers.ChoiceField(
        choices=["mine", "offered"],
        required=False,
        default="mine",
        help_text="What you redeemed, or what others redeemed of yours.",
    )
    status = serializers.ChoiceField(choices=LoyaltyRedemption.Status.values, required=False)


class RedemptionInput(Input):
    reward = serializers.UUIDField()
    words = LineField(maximum=WORDS_LONGEST, required=False, default="", help_text="The answer to its question.")


class NoteInput(Input):
    note = LineField(maximum=NOTE_LONGEST, required=False, default="", help_text="They read it.")


class RedemptionsView(ApiView):
    access: ClassVar[Access] = {"GET": signed_in, "POST": signed_in}
    limits: ClassVar[tuple[str, ...]] = ("rewards",)
    scope = "rewards"

    @among_own_rows
    @endpoint(query=RedemptionsQuery, gives=RedemptionAnswer, paged=True, tags=TAGS)
    def get(self, request: Request, query: dict[str, str]) -> QuerySet[LoyaltyRedemption]:
        person_id = person_of(request).pk
        found = redemptions_for(person_id) if query["side"] == "offered" else redemptions_of(person_id)
        found = found.select_related("person")
        return found.filter(status=query["status"]) if "status" in query else found

    @endpoint(takes=RedemptionInput, gives=RedemptionAnswer, status=201, keyed=True, refuses=(403, 404, 409), tags=TAGS)
    def post(self, request: Request, data: dict[str, Any]) -> LoyaltyRedemption:
        return redeem(person=person_of(request), reward_id=data["reward"], words=data["words"])


class RedemptionView(ApiView):
    access: ClassVar[Access] = {"GET": signed_in}
    scope = "rewards"

    @endpoint(gives=RedemptionAnswer, refuses=(404,), tags=TAGS)
    def get(self, request: Request, redemption: UUID) -> LoyaltyRedemption:
        return redemption_between(person_of(request).pk, redemption)


class FulfilView(ApiView):
    """For whoever offers it: it is done, and the points are gone."""

    access: ClassVar[Access] = {"POST": signed_in}
    limits: ClassVar[tuple[str, ...]] = ("rewards",)
    scope = "rewards"

    @endpoint(takes=NoteInput, gives=RedemptionAnswer, keyed=True, refuses=(404, 409), tags=TAGS)
    def post(self, request: Request, redemption: UUID, data: dict[str, str]) -> LoyaltyRedemption:
        return fulfil(redemption_id=redemption, by=person_of(request), note=data["note"])


class CancelView(ApiView):
    """Whoever redeemed it takes it back while it waits; whoever offers it cancels it and says why. The points go back."""

    access: ClassVar[Access] = {"POST": signed_in}
    limits: ClassVar[tuple[str, ...]] = ("rewards",)
    scope = "rewards"

    @endpoint(takes=NoteInput, gives=RedemptionAnswer, keyed=True, refuses=(404, 409), tags=TAGS)
    def post(self, request: Request, redemption: UUID, data: dict[str, str]) -> LoyaltyRedemption:
        person = person_of(request)
        found = redemption_between(person.pk, redemption)
        if found.person_id == person.pk:
            return withdraw(redemption_id=redemption, by=person)
        return turn_down(redemption_id=redemption, by=person, note=data["note"])
