"""The room of a stream: what reaches everybody in it, and what a newcomer sees. The wire: docs/websocket.md."""

from __future__ import annotations

from roastlive.lib.realtime import Append, Latest, Removes, RoomKind, Sum, person_room
from streams.selectors.room import room_at_first

LINES_SHOWN = 80

stream_room = RoomKind(
    "stream",
    parts={
        "chat": Append(shown=LINES_SHOWN, kept=True),
        "removed": Removes("chat"),
        "react": Sum(),
        "counts": Latest(version="version"),
        "meter": Latest(version="version"),
        "viewers": Latest(version="version"),
        "gifts": Append(),
        "goals": Latest(version="version"),
        "poll": Latest(version="version"),
        "hype": Latest(version="version"),
        "milestones": Append(),
        "pinned": Latest(version="version"),
        "modes": Latest(version="version"),
        "show": Latest(version="version"),
    },
    snapshot=room_at_first,
)

# Told to the people themselves, on whatever page of theirs is open: what needs a moderator's eye, and what became of
# one's own lines.
person_room.contribute(parts={"desk": Append(), "chat_word": Append()})
