"""Telling the room of a show how the show itself stands."""

from __future__ import annotations

from roastlive.lib.realtime import publish
from streams.models import Stream
from streams.rooms import stream_room
from streams.selectors.room import show_of


def show_show(stream: Stream) -> None:
    """After the commit, to everybody who is there."""
    publish(stream_room, stream.pk, show=show_of(stream))
