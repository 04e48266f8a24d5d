"""Lines of chat over the API."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request

from accounts.asking import person_of
from accounts.geo import country_of
from roastlive.lib.access import Access, public, signed_in
from roastlive.lib.api.endpoints import endpoint
from roastlive.lib.api.serializers import Input
from roastlive.lib.api.views import ApiView
from streams.models.chat import LINE_LONGEST
from streams.selectors.chat import keeps_order, messages_page, shown_until
from streams.selectors.emotes import tray_of
from streams.selectors.streams import stream_seen_by
from streams.services.chat.removing import remove_line
from streams.services.chat.speaking import speak

TAGS = ("chat",)


class PageQuery(serializers.Serializer[Any]):
    before = serializers.UUIDField(required=False)


class LineInput(Input):
    text = serializers.CharField(max_length=LINE_LONGEST, trim_whitespace=False)
    reply = serializers.UUIDField(required=False, allow_null=True)
    key = serializers.UUIDField(required=False, allow_null=True)


class LinesAnswer(serializers.Serializer[Any]):
    results = serializers.ListField(child=serializers.DictField(), help_text="Newest first; see docs/websocket.md.")
    older = serializers.UUIDField(allow_null=True, help_text="The next page's `before`.")


class SaidAnswer(serializers.Serializer[Any]):
    message = serializers.DictField(required=False)
    held = serializers.BooleanField(required=False)
    done = serializers.CharField(required=False, help_text="What a slash command did.")


class MessagesView(ApiView):
    access: ClassVar[Access] = {"GET": public, "POST": signed_in}
    scope = "chat"

    @endpoint(query=PageQuery, gives=LinesAnswer, refuses=(404, 451), tags=TAGS)
    def get(self, request: Request, stream: UUID, query: dict[str, Any]) -> dict[str, Any]:
        show = stream_seen_by(stream_id=stream, visitor=request.user, country=country_of(request))
        lines, older = messages_page(
            stream_id=show.pk,
            before=query.get("before"),
            until=None if keeps_order(request.user, show) else shown_until(show),
        )
        return {"results": lines, "older": older}

    @endpoint(takes=LineInput, gives=SaidAnswer, status=201, refuses=(404, 409, 451), tags=TAGS)
    def post(self, request: Request, stream: UUID, data: dict[str, Any]) -> dict[str, Any]:
        person = person_of(request)
        show = stream_seen_by(stream_id=stream, visitor=person, country=country_of(request))
        return speak(stream=show, person=person, text=data["text"], reply=data.get("reply"), key=data.get("key"))


class MessageView(ApiView):
    access: ClassVar[Access] = {"DELETE": signed_in}
    scope = "chat"

    @endpoint(refuses=(404, 451), tags=TAGS)
    def delete(self, request: Request, stream: UUID, message: UUID) -> None:
        person = person_of(request)
        show = stream_seen_by(stream_id=stream, visitor=person, country=country_of(request))
        remove_line(stream=show, message_id=message, by=person)


class EmotesAnswer(serializers.Serializer[Any]):
    results = serializers.ListField(child=serializers.DictField(), help_text="`emote`, and `drawing` or `url`.")


class EmotesView(ApiView):
    access: ClassVar[Access] = {"GET": public}
    scope = "chat"

    @endpoint(gives=EmotesAnswer, refuses=(404, 451), tags=TAGS)
    def get(self, request: Request, stream: UUID) -> dict[str, Any]:
        show = stream_seen_by(stream_id=stream, visitor=request.user, country=country_of(request))
        return {"results": tray_of(show.creator_id)}
