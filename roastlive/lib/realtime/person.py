"""The room that each person has: what is for them alone reaches all their open pages through it, and so does the end."""

from __future__ import annotations

from roastlive.lib.realtime.errors import SignedOut, close_code_of
from roastlive.lib.realtime.kind import RoomKind
from roastlive.lib.realtime.publishing import dismiss

# Apps contribute the parts: a balance, notifications, a place in a queue. Its key is the person's id.
person_room = RoomKind("person", parts={}, label="me")


def close_sockets(
    person: object, *, code: str = SignedOut.code, session: str | None = None, other_than: str | None = None
) -> None:
    """End a person's sockets after the commit: all, those of one session, or all but those of one (`session_tag`)."""
    dismiss(
        person_room,
        person,
        code=code,
        close_code=close_code_of(SignedOut.status),
        session=session,
        other_than=other_than,
    )
