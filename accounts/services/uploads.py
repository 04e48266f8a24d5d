"""Avatars and banners. A picture is either wholly there, under a name that nobody can guess, or not at all."""

from __future__ import annotations

import secrets
from functools import partial
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.images import AVATAR, BANNER, Shape, redraw
from accounts.models import CreatorProfile
from accounts.pictures import SIZES, picture_file
from roastlive.lib.errors import Invalid, Unavailable

SHAPES: dict[str, Shape] = {"avatar": AVATAR, "banner": BANNER}


def set_picture(*, profile: CreatorProfile, place: str, upload: IO[bytes]) -> str:
    """Show this as the creator's avatar or banner. Raises PictureRefused, Invalid, Unavailable (no room)."""
    if place not in SHAPES:
        raise Invalid(errors={"place": [_("There is no such place for a picture.")]})
    # Outside of the transaction: redrawing takes a moment, and no row need wait for it.
    name = keep_picture(upload, SHAPES[place])
    try:
        _exchange(profile, place, name)
    except BaseException:
        forget_picture(name)
        raise
    return name


def remove_picture(*, profile: CreatorProfile, place: str) -> None:
    """Raises Invalid."""
    if place not in SHAPES:
        raise Invalid(errors={"place": [_("There is no such place for a picture.")]})
    _exchange(profile, place, "")


@transaction.atomic
def _exchange(profile: CreatorProfile, place: str, name: str) -> None:
    row = CreatorProfile.objects.select_for_update().get(pk=profile.pk)
    before = getattr(row, place)
    setattr(row, place, name)
    row.save(update_fields=[place, "updated_at"])
    setattr(profile, place, name)
    if before:
        transaction.on_commit(partial(forget_picture, before))


def keep_picture(upload: IO[bytes], shape: Shape) -> str:
    """Redrawn, under a new name: forget it where the name is not kept. Raises PictureRefused, Unavailable."""
    pictures = redraw(upload, shape)
    token = secrets.token_hex(16)
    name = f"people/{token[:2]}/{token}"
    try:
        for size, picture in zip(SIZES, pictures, strict=True):
            default_storage.save(picture_file(name, size), ContentFile(picture))
    except OSError as error:
        forget_picture(name)
        raise Unavailable(_("There is no room for pictures right now. Try again later.")) from error
    return name


def forget_picture(name: str) -> None:
    for size in SIZES:
        default_storage.delete(picture_file(name, size))
