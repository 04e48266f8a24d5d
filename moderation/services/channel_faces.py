"""Taking what a creator shows of themselves off their channel, and putting it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.models import CreatorProfile, User
from accounts.pictures import picture_file
from accounts.services.creators import change_profile
from accounts.services.uploads import remove_picture, set_picture
from moderation.services.evidence import keep_picture, open_picture

PLACES = ("avatar", "banner")


def hide_face(profile: CreatorProfile, *, by: User, reason: str) -> dict[str, str]:
    """Without biography and pictures; the name stays, for the person goes on. Returns what was taken off."""
    kept = {"bio": profile.bio}
    for place in PLACES:
        if name := getattr(profile, place):
            kept[place] = keep_picture(picture_file(name, "large"))
            remove_picture(profile=profile, place=place)
    _write(profile, bio="")
    return kept


def show_face(profile: CreatorProfile, *, by: User, reason: str, kept: Mapping[str, Any]) -> None:
    """What they have put there meanwhile themselves stays."""
    if kept.get("bio") and not profile.bio:
        _write(profile, bio=kept["bio"])
    for place in PLACES:
        if kept.get(place) and not getattr(profile, place):
            with open_picture(kept[place]) as picture:
                set_picture(profile=profile, place=place, upload=picture)


def _write(profile: CreatorProfile, *, bio: str) -> None:
    change_profile(
        profile=profile,
        kind=profile.kind,
        stage_name=profile.stage_name,
        slug=profile.slug,
        genres=profile.genres,
        links=profile.links,
        bio=bio,
    )
