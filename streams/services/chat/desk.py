"""What needs a moderator's eye, told to those who keep order in a channel."""

from __future__ import annotations

from typing import Any

from moderation.models import ChannelDelegate
from roastlive.lib.realtime import person_room, publish
from streams.models import Stream


def tell_desk(stream: Stream, item: dict[str, Any]) -> None:
    """To the creator and those they trust with the chat, wherever they are, after the commit."""
    helpers = ChannelDelegate.objects.filter(channel=stream.creator_id, may_moderate=True)
    for person_id in {stream.creator.user_id, *helpers.values_list("person_id", flat=True)}:
        publish(person_room, person_id, desk=[item])
