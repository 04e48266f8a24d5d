"""Keys for encoders: made anew whenever a creator wants, good for their own show alone."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import CreatorProfile, User
from streams.errors import NoStreamKey
from streams.models import Stream, StreamKey
from streams.services.broadcasting import may_send
from streams.services.passes import Pass

PREFIX = "rl_"
SECRET_BYTES = 24
# An encoder is started before the show: so long before, what it sends is a preview of it.
EARLY = timedelta(hours=1)


def new_key(*, creator: CreatorProfile) -> str:
    """The only time that anybody sees it. The one before is good no longer."""
    secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    StreamKey.objects.update_or_create(
        creator=creator, defaults={"digest": _hash(secret), "hint": secret[-4:], "last_used_at": None}
    )
    return secret


def key_of_creator(creator: CreatorProfile) -> StreamKey:
    """Raises NoStreamKey."""
    key = StreamKey.objects.filter(creator=creator).first()
    if key is None:
        raise NoStreamKey
    return key


def drop_key(*, creator: CreatorProfile) -> None:
    StreamKey.objects.filter(creator=creator).delete()


def pass_by_key(secret: str) -> Pass | None:
    """For the creator's show that is on, or the next one, if it may be sent now. Nothing, whatever is the reason."""
    key = StreamKey.objects.select_related("creator").filter(digest=_hash(secret)).first()
    if key is None:
        return None
    stream = _show_of(key.creator)
    if stream is None:
        return None
    held = Pass("publish", stream.pk, key.creator.user_id, "")
    if not may_send(held):
        return None
    StreamKey.objects.filter(pk=key.pk).update(last_used_at=timezone.now())
    return held


def _show_of(creator: CreatorProfile) -> Stream | None:
    own = Stream.objects.filter(creator=creator)
    live = own.live().first()
    if live is not None:
        return live
    waiting = own.filter(status=Stream.Status.SCHEDULED)
    at_will = waiting.filter(scheduled_start__isnull=True).order_by("-id").first()
    soon = waiting.filter(scheduled_start__lte=timezone.now() + EARLY).order_by("scheduled_start").first()
    return soon or at_will


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def tell_key(person: User) -> Iterator[dict[str, Any]]:
    for key in StreamKey.objects.filter(creator__user=person):
        yield {"made": key.updated_at, "ends_in": key.hint, "last_used": key.last_used_at}


def forget_key(person: User) -> None:
    StreamKey.objects.filter(creator__user=person).delete()
