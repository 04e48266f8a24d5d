"""/api/v1/earnings: what a creator earned."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.asking import creator_of, person_of
from economy.selectors.earnings import LONGEST, earnings_between, top_supporters
from roastlive.lib.access import Access, signed_in
from roastlive.lib.api.endpoints import endpoint
from roastlive.lib.api.views import ApiView

if TYPE_CHECKING:
    from rest_framework.request import Request

USUAL = timedelta(days=30)
# Further back or ahead there is nothing, and calendars end.
FIRST, LAST = date(2000, 1, 1), date(9000, 1, 1)


class EarningsQuery(serializers.Serializer[Any]):
    since = serializers.DateField(required=False, help_text="The first day; without it, 30 days up to the last.")
    until = serializers.DateField(required=False, help_text="The last day; without it, today.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        until = attrs.get("until") or timezone.localdate()
        if not FIRST <= until <= LAST:
            raise serializers.ValidationError({"until": [_("There is no such day here.")]})
        since = attrs.get("since") or until - USUAL + timedelta(days=1)
        if not FIRST <= since <= until:
            raise serializers.ValidationError({"since": [_("This has to lie before the last day.")]})
        if until - since >= LONGEST:
            raise serializers.ValidationError({"since": [_("A year at most.")]})
        return {"since": since, "until": until}


class PartAnswer(serializers.Serializer[Any]):
    kind = serializers.CharField()
    number = serializers.IntegerField()
    paid = serializers.IntegerField()
    fee = serializers.IntegerField()
    net = serializers.IntegerField()


class SumsAnswer(serializers.Serializer[Any]):
    paid = serializers.IntegerField()
    fee = serializers.IntegerField()
    taken_back = serializers.IntegerField()
    net = serializers.IntegerField()
    parts = PartAnswer(many=True)


class DayAnswer(serializers.Serializer[Any]):
    day = serializers.DateField()
    tokens = serializers.IntegerField()


class SupporterAnswer(serializers.Serializer[Any]):
    """Without a name where somebody does not want creators to know who they are."""

    name = serializers.CharField()
    tokens = serializers.IntegerField()


class EarningsAnswer(serializers.Serializer[Any]):
    since = serializers.DateField()
    until = serializers.DateField()
    available = serializers.IntegerField(help_text="What can be paid out now.")
    now = SumsAnswer()
    before = SumsAnswer(help_text="As many days before.")
    days = DayAnswer(many=True)
    supporters = SupporterAnswer(many=True)


class EarningsView(ApiView):
    access: ClassVar[Access] = {"GET": signed_in}
    scope = "earnings"

    @endpoint(query=EarningsQuery, gives=EarningsAnswer, refuses=(404,), tags=("earnings",))
    def get(self, request: Request, query: dict[str, date]) -> dict[str, Any]:
        """Of your own channel, in tokens. Days are days of your calendar."""
        creator_of(request)
        person_id = person_of(request).pk
        found = earnings_between(person_id, **query)
        return {
            **{name: getattr(found, name) for name in ("since", "until", "available", "now", "before")},
            "days": [{"day": day, "tokens": tokens} for day, tokens in found.days],
            "supporters": top_supporters(person_id, **query),
        }
