"""/api/v1/tips: tokens with a few words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework import serializers

from accounts.api.own_rows import among_own_rows
from accounts.asking import person_of
from accounts.geo import country_of
from accounts.selectors import channel
from economy.api.gifts import DURING, GivenQuery
from economy.api.keyed import answered, takes_key
from economy.errors import TipNotFound
from economy.models.tips import LARGEST_TIP, LONGEST_MESSAGE
from economy.occasions import Occasion
from economy.selectors.gifts import tips_of
from economy.services.tips import give_tip
from roastlive.lib.access import Access, signed_in
from roastlive.lib.api.endpoints import endpoint
from roastlive.lib.api.fields import ParagraphsField, TokenAmountField
from roastlive.lib.api.idempotent import key_of
from roastlive.lib.api.serializers import Input
from roastlive.lib.api.views import ApiView
from roastlive.lib.limits import require

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from rest_framework.request import Request
    from rest_framework.response import Response

    from economy.models import Tip

TAGS = ("tips",)


class TipInput(Input):
    creator = serializers.SlugField(max_length=30, help_text="Whose channel it is for.")
    amount = TokenAmountField(min_value=1, max_value=LARGEST_TIP)
    message = ParagraphsField(maximum=LONGEST_MESSAGE, required=False, default="")
    subject_kind = serializers.SlugField(
        **DURING, max_length=20, help_text="What it is given during, such as `stream`."
    )
    subject_id = serializers.CharField(**DURING, max_length=64, help_text="Which one.")


class TipAnswer(serializers.Serializer[Any]):
    """A message that is `message_held` waits for somebody to look at it; only its sender sees it until then."""

    id = serializers.UUIDField()
    sender = serializers.CharField(source="sender.username")
    creator = serializers.CharField(source="creator.slug")
    amount = serializers.IntegerField()
    fee = serializers.IntegerField()
    message = serializers.SerializerMethodField()
    message_held = serializers.BooleanField(source="is_message_held")
    transfer = serializers.UUIDField(source="transfer_id", allow_null=True)
    status = serializers.CharField()
    created_at = serializers.DateTimeField()

    def get_message(self, tip: Tip) -> str:
        return tip.words_for(self.context["request"].user.pk)


class GivenTipAnswer(serializers.Serializer[Any]):
    """`balance` is what it left in the wallet."""

    tip = TipAnswer()
    balance = serializers.IntegerField()


class TipsView(ApiView):
    access: ClassVar[Access] = {"GET": signed_in, "POST": signed_in}
    scope = "giving"

    @among_own_rows
    @endpoint(query=GivenQuery, gives=TipAnswer, paged=True, tags=TAGS)
    def get(self, request: Request, query: dict[str, str]) -> QuerySet[Tip]:
        return tips_of(person_of(request).pk, direction=query.get("direction", ""))

    @takes_key
    @endpoint(takes=TipInput, gives=GivenTipAnswer, status=201, refuses=(404, 409, 451), tags=TAGS)
    def post(self, request: Request, data: dict[str, Any]) -> Response:
        key = key_of(request)
        person = person_of(request)
        require(("gifts", person.pk))
        creator = channel(slug=data["creator"], visitor=person, country=country_of(request))
        given = give_tip(
            sender=person,
            creator=creator,
            amount=data["amount"],
            message=data["message"],
            key=key,
            occasion=Occasion(data["subject_kind"], data["subject_id"]),
        )
        return answered(GivenTipAnswer(given, context={"request": request}).data, is_replayed=given.replayed)


class TipView(ApiView):
    access: ClassVar[Access] = {"GET": signed_in}
    scope = "giving"

    @among_own_rows
    @endpoint(gives=TipAnswer, refuses=(404,), tags=TAGS)
    def get(self, request: Request, tip: UUID) -> Tip:
        found = tips_of(person_of(request).pk).filter(pk=tip).first()
        if found is None:
            raise TipNotFound
        return found
