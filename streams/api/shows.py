"""/api/v1/streams and /api/v1/categories: shows and their lives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.asking import creator_of, person_of
from accounts.geo import country_of
from accounts.scopes import register_scope
from economy.api.keyed import takes_key
from roastlive.lib.access import Access, public, signed_in
from roastlive.lib.api.endpoints import endpoint
from roastlive.lib.api.fields import LineField, ParagraphsField, TokenAmountField
from roastlive.lib.api.idempotent import key_of
from roastlive.lib.api.pagination import NewestFirst
from roastlive.lib.api.serializers import Input
from roastlive.lib.api.views import ApiView
from roastlive.lib.limits import require
from streams.models import Stream
from streams.models.reactions import KINDS
from streams.models.streams import DEAREST_TICKET, DESCRIPTION_LONGEST, TAG_LONGEST, TAGS_MOST, TITLE_LONGEST
from streams.selectors.browsing import categories_with_counts, is_own, listed, own_shows
from streams.selectors.figures import stats_of
from streams.selectors.streams import stream_known_to, stream_seen_by
from streams.services.life import cancel_stream, end_stream, start_stream
from streams.services.reminders import forget, remind
from streams.services.scheduling import change_stream, delete_stream, schedule_stream
from streams.services.tickets import buy_ticket

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from rest_framework.request import Request

TAGS = ("streams",)

register_scope("streams", read=_("See shows"), write=_("Announce, begin and end shows for you, and buy tickets"))
register_scope("chat", read=_("Read chat"), write=_("Write in chat for you"))


class StreamAnswer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    creator = serializers.CharField(source="creator.slug")
    title = serializers.CharField()
    description = serializers.CharField()
    category = serializers.CharField(source="category.slug", allow_null=True, default=None)
    tags = serializers.ListField(child=serializers.CharField())
    visibility = serializers.ChoiceField(choices=Stream.Visibility.values)
    ticket_price = serializers.IntegerField(allow_null=True)
    status = serializers.ChoiceField(choices=Stream.Status.values)
    scheduled_start = serializers.DateTimeField(allow_null=True)
    started_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    chat_enabled = serializers.BooleanField()
    viewer_count = serializers.IntegerField()
    peak_viewers = serializers.IntegerField()
    unique_viewers = serializers.IntegerField()
    created_at = serializers.DateTimeField()


class CategoryAnswer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    name = serializers.CharField(source="label")
    live = serializers.IntegerField()


class CategoriesAnswer(serializers.Serializer[Any]):
    results = CategoryAnswer(many=True)


class StreamsQuery(serializers.Serializer[Any]):
    status = serializers.ChoiceField(choices=Stream.Status.values, required=False)
    category = serializers.SlugField(required=False, max_length=30)
    tag = serializers.CharField(required=False, max_length=TAG_LONGEST)
    q = serializers.CharField(required=False, max_length=80)
    creator = serializers.SlugField(required=False, max_length=30)


class StreamChange(Input):
    title = LineField(maximum=TITLE_LONGEST, minimum=1, required=False)
    description = ParagraphsField(maximum=DESCRIPTION_LONGEST, required=False)
    category = serializers.SlugField(required=False, allow_null=True, max_length=30)
    tags = serializers.ListField(child=LineField(maximum=TAG_LONGEST + 1), max_length=TAGS_MOST, required=False)
    visibility = serializers.ChoiceField(choices=Stream.Visibility.values, required=False)
    ticket_price = TokenAmountField(min_value=1, max_value=DEAREST_TICKET, required=False, allow_null=True)
    scheduled_start = serializers.DateTimeField(required=False, allow_null=True)
    chat_enabled = serializers.BooleanField(required=False)


class StreamInput(StreamChange):
    title = LineField(maximum=TITLE_LONGEST, minimum=1)


class TicketAnswer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    stream = serializers.UUIDField(source="stream_id")
    price = serializers.IntegerField()
    status = serializers.CharField()
    created_at = serializers.DateTimeField()


class StatsAnswer(serializers.Serializer[Any]):
    """What a show adds up to."""

    meter = serializers.IntegerField()
    meter_formula = serializers.IntegerField()
    messages = serializers.IntegerField()
    gifts = serializers.IntegerField()
    gift_tokens = serializers.IntegerField()

    def get_fields(self) -> dict[str, Any]:
        return {**super().get_fields(), **{kind: serializers.IntegerField() for kind in KINDS}}


class CategoriesView(ApiView):
    access: ClassVar[Access] = {"GET": public}
    scope = "streams"

    @endpoint(gives=CategoriesAnswer, tags=TAGS)
    def get(self, request: Request) -> dict[str, Any]:
        return {"results": categories_with_counts()}


class StreamsView(ApiView):
    access: ClassVar[Access] = {"GET": public, "POST": signed_in}
    scope = "streams"
    pagination_class = NewestFirst

    @endpoint(query=StreamsQuery, gives=StreamAnswer, paged=True, tags=TAGS)
    def get(self, request: Request, query: dict[str, str]) -> QuerySet[Stream]:
        find = own_shows if is_own(request.user, query.get("creator", "")) else listed
        found = find(
            request.user,
            country_of(request),
            category=query.get("category", ""),
            tag=query.get("tag", ""),
            text=query.get("q", ""),
        ).with_their_people()
        if "status" in query:
            found = found.filter(status=query["status"])
        if "creator" in query:
            found = found.filter(creator__slug=query["creator"])
        return found

    @endpoint(takes=StreamInput, gives=StreamAnswer, status=201, refuses=(409,), tags=TAGS)
    def post(self, request: Request, data: dict[str, Any]) -> Stream:
        return schedule_stream(creator=creator_of(request), **data)


class StreamView(ApiView):
    access: ClassVar[Access] = {"GET": public, "PATCH": signed_in, "DELETE": signed_in}
    scope = "streams"

    @endpoint(gives=StreamAnswer, refuses=(404, 451), tags=TAGS)
    def get(self, request: Request, stream: UUID) -> Stream:
        return stream_known_to(stream_id=stream, visitor=request.user, country=country_of(request))

    @endpoint(takes=StreamChange, gives=StreamAnswer, refuses=(404, 409), tags=TAGS)
    def patch(self, request: Request, stream: UUID, data: dict[str, Any]) -> Stream:
        return change_stream(stream_id=stream, by=person_of(request), **data)

    @endpoint(refuses=(404, 409), tags=TAGS)
    def delete(self, request: Request, stream: UUID) -> None:
        delete_stream(stream_id=stream, by=person_of(request))


class StartView(ApiView):
    access: ClassVar[Access] = {"POST": signed_in}
    scope = "streams"

    @endpoint(gives=StreamAnswer, refuses=(404, 409), tags=TAGS)
    def post(self, request: Request, stream: UUID) -> Stream:
        return start_stream(stream_id=stream, by=person_of(request))


class EndView(ApiView):
    access: ClassVar[Access] = {"POST": signed_in}
    scope = "streams"

    @endpoint(gives=StreamAnswer, refuses=(404, 409), tags=TAGS)
    def post(self, request: Request, stream: UUID) -> Stream:
        return end_stream(stream_id=stream, by=person_of(request))


class CancelView(ApiView):
    access: ClassVar[Access] = {"POST": signed_in}
    scope = "streams"

    @endpoint(gives=StreamAnswer, refuses=(404, 409), tags=TAGS)
    def post(self, request: Request, stream: UUID) -> Stream:
        return cancel_stream(stream_id=stream, by=person_of(request))


class StatsView(ApiView):
    access: ClassVar[Access] = {"GET": public}
    scope = "streams"

    @endpoint(gives=StatsAnswer, refuses=(404, 451), tags=TAGS)
    def get(self, request: Request, stream: UUID) -> Any:
        return stats_of(stream_seen_by(stream_id=stream, visitor=request.user, country=country_of(request)))


class ReminderView(ApiView):
    """Tell me when it begins. Said again, either way, it changes nothing."""

    access: ClassVar[Access] = {"PUT": signed_in, "DELETE": signed_in}
    limits: ClassVar[tuple[str, ...]] = ("follows",)
    scope = "streams"

    @endpoint(refuses=(404, 409, 451), tags=TAGS)
    def put(self, request: Request, stream: UUID) -> None:
        remind(stream_id=stream, person=person_of(request), country=country_of(request))

    @endpoint(tags=TAGS)
    def delete(self, request: Request, stream: UUID) -> None:
        forget(stream_id=stream, person=person_of(request))


class TicketsView(ApiView):
    access: ClassVar[Access] = {"POST": signed_in}
    scope = "streams"

    @takes_key
    @endpoint(gives=TicketAnswer, status=201, refuses=(400, 404, 409, 451), tags=TAGS)
    def post(self, request: Request, stream: UUID) -> Any:
        key, person = key_of(request), person_of(request)
        require(("gifts", person.pk))
        return buy_ticket(stream_id=stream, person=person, key=key, country=country_of(request))
