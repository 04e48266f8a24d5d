"""A person's own socket, for pages that show nothing else live."""

from __future__ import annotations

from roastlive.lib.access import signed_in
from roastlive.lib.realtime import RoomConsumer


class MySocket(RoomConsumer):
    """Only in the person's own room, which every socket of somebody who is logged in joins anyway."""

    access = signed_in
