"""A channel's own emotes: small pictures with a name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import IO, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.images import Shape
from accounts.models import CreatorProfile, User
from accounts.pictures import picture_url
from accounts.services.uploads import forget_picture, keep_picture
from moderation.screening import Speaker, Target, Verdict
from moderation.services.screening import screen_for
from roastlive.lib.errors import Invalid
from streams.errors import EmoteNotFound, TooManyEmotes
from streams.models import Emote
from streams.models.chat import EMOTE_CODE

EMOTES_MOST = 50
EMOTE = Shape(((64, 64), (128, 128)), least=32)


def add_emote(*, channel: CreatorProfile, code: str, upload: IO[bytes]) -> Emote:
    """Raises Invalid, TooManyEmotes, PictureRefused, Unavailable."""
    name = _readable(code, channel)
    _require_room(channel, name)
    # Outside of the transaction: redrawing takes a moment, and no row need wait for it.
    picture = keep_picture(upload, EMOTE)
    try:
        return _add(channel, name, picture)
    except BaseException:
        forget_picture(picture)
        raise


def tell_emotes(person: User) -> Iterator[dict[str, Any]]:
    for emote in Emote.objects.filter(channel__user=person).order_by("code"):
        yield {"when": emote.created_at, "name": emote.code, "picture": picture_url(emote.picture, "large")}


@transaction.atomic
def remove_emote(*, channel: CreatorProfile, emote_id: UUID) -> None:
    """Lines that have it show its name from now on. Raises EmoteNotFound, also for another channel's."""
    emote = Emote.objects.select_for_update().filter(pk=emote_id, channel=channel).first()
    if emote is None:
        raise EmoteNotFound
    emote.delete()
    transaction.on_commit(partial(forget_picture, emote.picture))


@transaction.atomic
def forget_emotes(person: User) -> None:
    """All that a creator uploaded: they leave."""
    for emote in Emote.objects.filter(channel__user=person):
        emote.delete()
        transaction.on_commit(partial(forget_picture, emote.picture))


@transaction.atomic
def _add(channel: CreatorProfile, code: str, picture: str) -> Emote:
    # One upload after the other, so that fifty are fifty.
    CreatorProfile.objects.select_for_update(no_key=True).get(pk=channel.pk)
    _require_room(channel, code)
    try:
        with transaction.atomic():
            return Emote.objects.create(channel=channel, code=code, picture=picture)
    except IntegrityError as error:
        raise _taken() from error


def _require_room(channel: CreatorProfile, code: str) -> None:
    own = Emote.objects.filter(channel=channel)
    if own.filter(code=code).exists():
        raise _taken()
    if own.count() >= EMOTES_MOST:
        raise TooManyEmotes


def _readable(code: str, channel: CreatorProfile) -> str:
    name = code.strip().strip(":").lower()
    try:
        EMOTE_CODE(name)
    except ValidationError as error:
        raise Invalid(errors={"code": list(error.messages)}) from error
    decision = screen_for(name, speaker=Speaker.PERFORMER, target=Target.NONE, channel=channel)
    if decision.verdict != Verdict.ALLOW:
        raise Invalid(errors={"code": [_("Call it something else.")]})
    return name


def _taken() -> Invalid:
    return Invalid(errors={"code": [_("There is one of this name.")]})
