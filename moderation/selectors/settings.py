"""How a channel wants to be moderated, and who helps with it."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from accounts.models import CreatorProfile
from moderation.models import ChannelDelegate, HouseWord, ModerationSettings


def settings_of(channel: CreatorProfile) -> ModerationSettings:
    """Every channel has settings, also one that never looked at them."""
    found = ModerationSettings.objects.filter(channel=channel).first()
    return found or ModerationSettings.objects.get_or_create(channel=channel)[0]


def delegates_of(channel: CreatorProfile) -> QuerySet[ChannelDelegate]:
    return ChannelDelegate.objects.filter(channel=channel).select_related("person").order_by("person__username")


def may_moderate(*, person_id: UUID, channel_id: UUID) -> bool:
    """Whether somebody moderates this channel's chat: whose channel it is, and those they trust with it."""
    return _is_owner(person_id, channel_id) or _delegated(person_id, channel_id).filter(may_moderate=True).exists()


def may_freeze(*, person_id: UUID, channel_id: UUID) -> bool:
    """Whether somebody may trigger this performer's safe word."""
    return _is_owner(person_id, channel_id) or _delegated(person_id, channel_id).filter(may_freeze=True).exists()


def house_words() -> list[HouseWord]:
    return list(HouseWord.objects.order_by("pattern"))


def _is_owner(person_id: UUID, channel_id: UUID) -> bool:
    return CreatorProfile.objects.filter(pk=channel_id, user_id=person_id).exists()


def _delegated(person_id: UUID, channel_id: UUID) -> QuerySet[ChannelDelegate]:
    return ChannelDelegate.objects.filter(channel_id=channel_id, person_id=person_id)
