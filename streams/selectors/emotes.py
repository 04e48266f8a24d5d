"""Which small pictures a channel's chat knows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q

from accounts.pictures import picture_url
from streams.models import Emote


def emotes_of(channel_id: UUID) -> dict[str, dict[str, str]]:
    """By their codes: the house's and the channel's own, which wins where both have one."""
    emotes = Emote.objects.filter(Q(channel__isnull=True) | Q(channel=channel_id), is_active=True)
    return {emote.code: emote_as_shown(emote) for emote in sorted(emotes, key=lambda each: each.channel_id is not None)}


def emote_as_shown(emote: Emote) -> dict[str, str]:
    if emote.drawing:
        return {"emote": emote.code, "drawing": emote.drawing}
    return {"emote": emote.code, "url": picture_url(emote.picture, "small")}


def tray_of(channel_id: UUID) -> list[dict[str, Any]]:
    return [dict(each) for each in emotes_of(channel_id).values()]


def own_emotes(channel_id: UUID) -> list[dict[str, Any]]:
    """For whoever looks after them."""
    rows = Emote.objects.filter(channel=channel_id).order_by("code")
    return [{"id": emote.pk, **emote_as_shown(emote)} for emote in rows]


def house_emotes() -> list[dict[str, Any]]:
    return [
        dict(emote_as_shown(emote)) for emote in Emote.objects.filter(channel=None, is_active=True).order_by("code")
    ]
