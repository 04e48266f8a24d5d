"""Where a show's picture is seen, and where it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework import serializers

from accounts.asking import creator_of, person_of
from accounts.geo import country_of
from roastlive.lib.access import Access, public, signed_in
from roastlive.lib.api.endpoints import endpoint
from roastlive.lib.api.views import ApiView
from streams.api.shows import TAGS
from streams.models import Stream, StreamKey
from streams.services.broadcasting import ingest_of, playback_of
from streams.services.stream_keys import drop_key, key_of_creator, new_key

if TYPE_CHECKING:
    from uuid import UUID

    from rest_framework.request import Request


class SourceAnswer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=["mse", "hls"])
    path = serializers.CharField()


class PlaybackAnswer(serializers.Serializer[Any]):
    # "" is the origin of the page, ":8002" its host on another port.
    origin = serializers.CharField(allow_blank=True)
    sources = SourceAnswer(many=True)
    status = serializers.ChoiceField(choices=Stream.Status.values)
    renew_after = serializers.IntegerField()


class IngestAnswer(serializers.Serializer[Any]):
    origin = serializers.CharField(allow_blank=True)
    path = serializers.CharField()


class PlaybackView(ApiView):
    access: ClassVar[Access] = {"GET": public}
    scope = "streams"

    @endpoint(gives=PlaybackAnswer, refuses=(404, 451), tags=TAGS)
    def get(self, request: Request, stream: UUID) -> dict[str, Any]:
        return playback_of(stream_id=stream, visitor=request.user, country=country_of(request))


class IngestView(ApiView):
    """A pass to send with, good for one minute and one connection after the other."""

    access: ClassVar[Access] = {"POST": signed_in}
    scope = "streams"

    @endpoint(gives=IngestAnswer, refuses=(404, 409), tags=TAGS)
    def post(self, request: Request, stream: UUID) -> dict[str, Any]:
        return ingest_of(stream_id=stream, by=person_of(request))


class KeyAnswer(serializers.Serializer[Any]):
    hint = serializers.CharField()
    last_used_at = serializers.DateTimeField(allow_null=True)


class FreshKeyAnswer(serializers.Serializer[Any]):
    # Said this once.
    key = serializers.CharField()


class StreamKeyView(ApiView):
    """What an encoder sends with. Another one makes the one before useless."""

    access: ClassVar[Access] = {"GET": signed_in, "POST": signed_in, "DELETE": signed_in}
    limits: ClassVar[tuple[str, ...]] = ("moderation_settings",)
    scope = "streams"

    @endpoint(gives=KeyAnswer, refuses=(404,), tags=TAGS)
    def get(self, request: Request) -> StreamKey:
        return key_of_creator(creator_of(request))

    @endpoint(gives=FreshKeyAnswer, status=201, refuses=(404,), tags=TAGS)
    def post(self, request: Request) -> dict[str, str]:
        return {"key": new_key(creator=creator_of(request))}

    @endpoint(refuses=(404,), tags=TAGS)
    def delete(self, request: Request) -> None:
        drop_key(creator=creator_of(request))
