"""/api/v1/gifts and /api/v1/gift-types: things from the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework import serializers

from accounts.api.own_rows import among_own_rows
from accounts.asking import person_of
from accounts.geo import country_of
from accounts.selectors import channel
from economy.api.keyed import answered, takes_key
from economy.errors import GiftNotFound
from economy.models import GiftType
from economy.models.gifts import HANDFUL
from economy.occasions import Occasion
from economy.selectors.gifts import gifts_of, tray
from economy.services.gifts import give_gift
from roastlive.lib.access import Access, public, signed_in
from roastlive.lib.api.endpoints import endpoint
from roastlive.lib.api.fields import TokenAmountField
from roastlive.lib.api.idempotent import key_of
from roastlive.lib.api.pagination import NewestFirst
from roastlive.lib.api.serializers import Input
from roastlive.lib.api.views import ApiView
from roastlive.lib.limits import require

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from rest_framework.request import Request
    from rest_framework.response import Response

    from economy.models import Gift

TAGS = ("gifts",)
# Both or neither.
DURING: dict[str, Any] = {"required": False, "default": "", "allow_blank": True}


class GiftTypeAnswer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    name = serializers.CharField(source="label")
    drawing = serializers.CharField()
    price = serializers.IntegerField()
    level = serializers.IntegerField(help_text="From which level on somebody may give it.")


class GivenQuery(serializers.Serializer[Any]):
    direction = serializers.ChoiceField(choices=["in", "out"], required=False, help_text="Got or given.")


class GiftInput(Input):
    creator = serializers.SlugField(max_length=30, help_text="Whose channel it is for.")
    gift = serializers.SlugField(max_length=30)
    quantity = TokenAmountField(min_value=1, max_value=HANDFUL, required=False, default=1)
    subject_kind = serializers.SlugField(
        **DURING, max_length=20, help_text="What it is given during, such as `stream`."
    )
    subject_id = serializers.CharField(**DURING, max_length=64, help_text="Which one.")


class GiftAnswer(serializers.Serializer[Any]):
    """`price` is that of one, on that day; of all together the house kept `fee`."""

    id = serializers.UUIDField()
    gift = GiftTypeAnswer(source="gift_type")
    sender = serializers.CharField(source="sender.username")
    creator = serializers.CharField(source="creator.slug")
    quantity = serializers.IntegerField()
    price = serializers.IntegerField()
    fee = serializers.IntegerField()
    combo_id = serializers.UUIDField()
    combo_count = serializers.IntegerField()
    transfer = serializers.UUIDField(source="transfer_id")
    status = serializers.CharField()
    created_at = serializers.DateTimeField()


class GivenGiftAnswer(serializers.Serializer[Any]):
    """`balance` is what it left in the wallet."""

    gift = GiftAnswer()
    balance = serializers.IntegerField()


class ByPrice(NewestFirst):
    """As it lies in the tray."""

    ordering = "position"


class GiftTypesView(ApiView):
    access: ClassVar[Access] = {"GET": public}
    polled = True
    scope = "giving"
    pagination_class = ByPrice

    @endpoint(gives=GiftTypeAnswer, paged=True, tags=TAGS)
    def get(self, request: Request) -> QuerySet[GiftType]:
        return tray()


class GiftsView(ApiView):
    access: ClassVar[Access] = {"GET": signed_in, "POST": signed_in}
    scope = "giving"

    @among_own_rows
    @endpoint(query=GivenQuery, gives=GiftAnswer, paged=True, tags=TAGS)
    def get(self, request: Request, query: dict[str, str]) -> QuerySet[Gift]:
        return gifts_of(person_of(request).pk, direction=query.get("direction", ""))

    @takes_key
    @endpoint(takes=GiftInput, gives=GivenGiftAnswer, status=201, refuses=(404, 409, 451), tags=TAGS)
    def post(self, request: Request, data: dict[str, Any]) -> Response:
        key = key_of(request)
        person = person_of(request)
        require(("gifts", person.pk))
        creator = channel(slug=data["creator"], visitor=person, country=country_of(request))
        given = give_gift(
            sender=person,
            creator=creator,
            gift=data["gift"],
            quantity=data["quantity"],
            key=key,
            occasion=Occasion(data["subject_kind"], data["subject_id"]),
        )
        return answered(GivenGiftAnswer(given).data, is_replayed=given.replayed)


class GiftView(ApiView):
    access: ClassVar[Access] = {"GET": signed_in}
    scope = "giving"

    @among_own_rows
    @endpoint(gives=GiftAnswer, refuses=(404,), tags=TAGS)
    def get(self, request: Request, gift: UUID) -> Gift:
        found = gifts_of(person_of(request).pk).filter(pk=gift).first()
        if found is None:
            raise GiftNotFound
        return found
