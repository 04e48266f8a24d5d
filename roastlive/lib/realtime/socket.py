"""One open socket, as rooms and the hub know it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

import structlog

from roastlive.lib.realtime.metrics import CLOSED_SLOW
from roastlive.lib.realtime.visitor import Visitor
from roastlive.lib.realtime.wire import Frame
from roastlive.lib.realtime.writers import Writer

if TYPE_CHECKING:
    from roastlive.lib.realtime.room import Room

log = structlog.get_logger("realtime")


class LiveSocket:
    """Who listens, in which rooms, and how far behind. `readmit` raises a DomainError once they may no longer stay."""

    def __init__(self, writer: Writer, visitor: Visitor, readmit: Callable[[], Awaitable[None]]) -> None:
        self.writer = writer
        self.visitor = visitor
        self.readmit = readmit
        self.rooms: list[Room] = []
        self.dismissed = False
        self.recheck_at = 0.0
        self._behind_since: float | None = None

    def write(self, frame: Frame) -> None:
        if not self.writer.write(frame):
            self.give_up("too much")

    def tell(self, message: Mapping[str, Any]) -> None:
        self.write(Frame.of(message))

    def dismiss(self, code: str, close_code: int) -> None:
        """Say why, then close. Nothing follows, and what the client still says is not listened to."""
        if not self.dismissed:
            self.writer.write(Frame.of({"t": "bye", "code": code}))
            self._leave()
            self.writer.close(close_code)

    def watch_drain(self, now: float, patience: float) -> None:
        """Give up on a socket that has not caught up for so long."""
        if not self.writer.backlog():
            self._behind_since = None
        elif self._behind_since is None:
            self._behind_since = now
        elif now - self._behind_since >= patience:
            self.give_up("too long")

    def give_up(self, why: str) -> None:
        """Others wait for nobody who does not read."""
        CLOSED_SLOW.inc()
        log.info("socket.slow", why=why, backlog=self.writer.backlog(), person=self.visitor.person)
        self._leave()
        self.writer.abort()

    def _leave(self) -> None:
        self.dismissed = True
        for room in self.rooms:
            room.leave(self)
