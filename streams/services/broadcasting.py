"""Who may send a picture, and who may see one: asked when somebody comes, and again while they stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from moderation.models import Act
from moderation.services.standing import require_may, standing_of
from roastlive.lib.errors import DomainError
from streams.errors import StreamOver
from streams.models import Stream
from streams.selectors.streams import stream_seen_by
from streams.services.passes import LASTS, Pass, issue_pass
from streams.services.scheduling import own_stream

if TYPE_CHECKING:
    from accounts.selectors import Visitor

PLACE = "/media-live"


def playback_of(*, stream_id: UUID, visitor: Visitor, country: str = "") -> dict[str, Any]:
    """Where a player finds the picture, best way first. Raises what `stream_seen_by` raises."""
    stream = stream_seen_by(stream_id=stream_id, visitor=visitor, country=country)
    user_id = visitor.pk if visitor.is_authenticated else None
    token = issue_pass(action="play", stream_id=stream.pk, user_id=user_id, country=country)
    return {
        "origin": settings.MEDIA_ORIGIN,
        "sources": [
            {"kind": "mse", "path": f"{PLACE}/{stream.pk}/mse?pass={token}"},
            {"kind": "hls", "path": f"{PLACE}/{stream.pk}/live.m3u8?pass={token}"},
        ],
        "status": stream.status,
        "renew_after": int(LASTS["play"].total_seconds()) // 2,
    }


def ingest_of(*, stream_id: UUID, by: User) -> dict[str, Any]:
    """Where a creator's browser sends its picture: before the show as a preview, which nobody else sees.

    Raises StreamNotFound, StreamOver, Sanctioned.
    """
    stream = own_stream(stream_id=stream_id, by=by)
    if stream.is_over:
        raise StreamOver
    require_may(by.pk, Act.GO_LIVE)
    token = issue_pass(action="publish", stream_id=stream.pk, user_id=by.pk)
    return {"origin": settings.MEDIA_ORIGIN, "path": f"{PLACE}/{stream.pk}/ingest?pass={token}"}


def may_send(held: Pass) -> bool:
    """Whether who came with this pass may still send: it is their show, it is not over, and nobody has stopped them."""
    stream = Stream.objects.select_related("creator").filter(pk=held.stream_id).first()
    if stream is None or stream.is_over or stream.creator.user_id != held.user_id:
        return False
    return standing_of(stream.creator.user_id).may(Act.GO_LIVE)


def may_see(held: Pass) -> bool:
    """Whether who came with this pass may still watch. Before the show, its creator alone."""
    visitor = _visitor(held)
    if visitor is None:
        return False
    try:
        stream = stream_seen_by(stream_id=held.stream_id, visitor=visitor, country=held.country)
    except DomainError:
        return False
    return stream.is_live or stream.creator.user_id == held.user_id


def _visitor(held: Pass) -> Visitor | None:
    if held.user_id is None:
        return AnonymousUser()
    return User.objects.filter(pk=held.user_id, is_active=True).first()
