"""Rooms: how what happens reaches everybody who is watching. Begin with README.md beside this file."""

from roastlive.lib.realtime.consumer import RoomConsumer, receives
from roastlive.lib.realtime.kind import RoomKind
from roastlive.lib.realtime.messages import Message, OneOf, Text, Whole
from roastlive.lib.realtime.parts import Append, Latest, Removes, Sum
from roastlive.lib.realtime.person import close_sockets, person_room
from roastlive.lib.realtime.publishing import dismiss, publish, publish_now, refresh
from roastlive.lib.realtime.rates import Rate
from roastlive.lib.realtime.sessions import session_rule
from roastlive.lib.realtime.visitor import Visitor, session_tag

__all__ = [
    "Append",
    "Latest",
    "Message",
    "OneOf",
    "Rate",
    "Removes",
    "RoomConsumer",
    "RoomKind",
    "Sum",
    "Text",
    "Visitor",
    "Whole",
    "close_sockets",
    "dismiss",
    "person_room",
    "publish",
    "publish_now",
    "receives",
    "refresh",
    "session_rule",
    "session_tag",
]
