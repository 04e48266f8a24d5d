"""/api/v1/streams/<id>/reactions: how the room answers, and the meter that follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework import serializers

from accounts.asking import person_of
from accounts.geo import country_of
from roastlive.lib.access import Access, public, signed_in
from roastlive.lib.api.endpoints import endpoint
from roastlive.lib.api.fields import TokenAmountField
from roastlive.lib.api.serializers import Input
from roastlive.lib.api.views import ApiView
from streams.messages import REACTIONS_AT_ONCE
from streams.models.reactions import KINDS
from streams.selectors.figures import curve_of, stats_of
from streams.selectors.streams import stream_seen_by
from streams.services.reacting import react_once

if TYPE_CHECKING:
    from uuid import UUID

    from rest_framework.request import Request

TAGS = ("streams",)


class PointAnswer(serializers.Serializer[Any]):
    """Seconds since the show began, and the meter from then on until the next."""

    second = serializers.IntegerField()
    value = serializers.IntegerField()


class ReactionsAnswer(serializers.Serializer[Any]):
    counts = serializers.DictField(child=serializers.IntegerField())
    meter = serializers.IntegerField()
    formula = serializers.IntegerField()
    curve = PointAnswer(many=True)


class CurveQuery(serializers.Serializer[Any]):
    since = serializers.IntegerField(required=False, min_value=0, max_value=10_000_000, default=0)


class ReactionInput(Input):
    kind = serializers.ChoiceField(choices=KINDS)
    number = TokenAmountField(min_value=1, max_value=REACTIONS_AT_ONCE, required=False, default=1)


class ReactionsView(ApiView):
    access: ClassVar[Access] = {"GET": public, "POST": signed_in}
    scope = "chat"

    @endpoint(query=CurveQuery, gives=ReactionsAnswer, refuses=(404, 451), tags=TAGS)
    def get(self, request: Request, stream: UUID, query: dict[str, int]) -> dict[str, Any]:
        show = stream_seen_by(stream_id=stream, visitor=request.user, country=country_of(request))
        stats = stats_of(show)
        return {
            "counts": {kind: getattr(stats, kind) for kind in KINDS},
            "meter": stats.meter,
            "formula": stats.meter_formula,
            "curve": curve_of(show.pk, since=query["since"]),
        }

    @endpoint(takes=ReactionInput, refuses=(404, 409, 451), tags=TAGS)
    def post(self, request: Request, stream: UUID, data: dict[str, Any]) -> None:
        person = person_of(request)
        show = stream_seen_by(stream_id=stream, visitor=person, country=country_of(request))
        react_once(stream=show, person=person, kind=data["kind"], number=data["number"])
