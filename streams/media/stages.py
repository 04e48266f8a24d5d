"""The stages of this process: for each stream its channel, and who sends to it now."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field
from uuid import UUID

from streams.media.core.channel import Channel
from streams.media.core.feed import Feed
from streams.media.core.remux import Facts, Remuxer
from streams.services.passes import Pass

WOUND_UP_WITHIN = 2.0
# So long a playlist still says that this was the end.
END_IS_TOLD = 30.0


@dataclass(frozen=True)
class Bounds:
    grace_seconds: float = 60
    kept_seconds: float = 60
    senders: int = 50
    watchers: int = 2000
    watchers_per_address: int = 300
    converted: int = 4


class TooManySenders(Exception):
    """This server carries no more streams."""


@dataclass(eq=False)
class Sender:
    """Somebody's connection that brings a picture. `ended` says why there is no more of it; "" is well."""

    held: Pass
    feed: Feed = field(default_factory=Feed)
    ended: asyncio.Future[str] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    facts: Facts = field(default_factory=Facts)

    def dismiss(self, why: str) -> None:
        self.feed.close_feed()
        if not self.ended.done():
            self.ended.set_result(why)


class Stage:
    def __init__(self, stream_id: UUID, kept_seconds: float) -> None:
        self.stream_id = stream_id
        self.channel = Channel(keep_seconds=kept_seconds)
        self.sender: Sender | None = None
        # When the grace is over, and after the end when it is forgotten.
        self.closes: asyncio.TimerHandle | None = None

    @property
    def is_over(self) -> bool:
        return self.channel.state == "ended"


class StageOutlet:
    """From the thread of one sender into the loop; who was replaced is heard no more."""

    def __init__(self, stage: Stage, sender: Sender, loop: asyncio.AbstractEventLoop) -> None:
        self._stage, self._sender, self._loop = stage, sender, loop

    def init(self, data: bytes, mime: str) -> None:
        self._loop.call_soon_threadsafe(self._init, data, mime)

    def part(self, data: bytes, duration: float, *, independent: bool) -> None:
        self._loop.call_soon_threadsafe(self._part, data, duration, independent)

    def end(self, why: str) -> None:
        self._loop.call_soon_threadsafe(self._sender.dismiss, why)

    def _init(self, data: bytes, mime: str) -> None:
        if self._stage.sender is self._sender:
            self._stage.channel.set_init(data, mime)

    def _part(self, data: bytes, duration: float, independent: bool) -> None:
        if self._stage.sender is self._sender:
            self._stage.channel.add_part(data, duration, independent=independent)


class Stages:
    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self._stages: dict[UUID, Stage] = {}
        self._converted = threading.Semaphore(bounds.converted)
        self._threads: list[threading.Thread] = []

    def all(self) -> list[Stage]:
        return list(self._stages.values())

    def of(self, stream_id: UUID) -> Stage:
        """Whoever comes before the picture waits for it."""
        stage = self._stages.get(stream_id)
        if stage is None or stage.is_over:
            stage = self._stages[stream_id] = Stage(stream_id, self.bounds.kept_seconds)
        return stage

    def known(self, stream_id: UUID) -> Stage | None:
        return self._stages.get(stream_id)

    @property
    def watchers(self) -> int:
        return sum(stage.channel.watchers for stage in self._stages.values())

    def enter(self, held: Pass, container: str) -> Sender:
        """The newest sender of a stream is the one. Raises TooManySenders."""
        stage = self.of(held.stream_id)
        if stage.sender is None and self._senders() >= self.bounds.senders:
            raise TooManySenders
        if stage.closes is not None:
            stage.closes.cancel()
        before, sender = stage.sender, Sender(held)
        stage.sender = sender
        if before is not None:
            before.dismiss("taken_over")
            stage.channel.lose()
        outlet = StageOutlet(stage, sender, asyncio.get_running_loop())
        thread = Remuxer(sender.feed, container, outlet, self._converted, outlet.end, sender.facts).start()
        self._threads = [known for known in self._threads if known.is_alive()] + [thread]
        return sender

    def leave(self, sender: Sender) -> None:
        """The picture may come back within the grace."""
        stage = self._stages.get(sender.held.stream_id)
        sender.dismiss("")
        if stage is None or stage.sender is not sender:
            return
        stage.sender = None
        stage.channel.lose()
        loop = asyncio.get_running_loop()
        stage.closes = loop.call_later(self.bounds.grace_seconds, self.close, stage)

    def close(self, stage: Stage, why: str = "over") -> None:
        """Nothing more comes; whoever comes later to send or to watch finds an empty stage."""
        if stage.is_over:
            return
        if stage.closes is not None:
            stage.closes.cancel()
        if stage.sender is not None:
            stage.sender.dismiss(why)
            stage.sender = None
        stage.channel.end()
        stage.closes = asyncio.get_running_loop().call_later(END_IS_TOLD, self._forget, stage)

    async def wind_up(self) -> None:
        """Everybody is sent home, and no thread speaks to a loop that is closed."""
        for stage in self.all():
            self.close(stage)
            self._forget(stage)
        for thread in self._threads:
            await asyncio.to_thread(thread.join, WOUND_UP_WITHIN)

    def forget_empty(self) -> None:
        for stage in list(self._stages.values()):
            if stage.sender is None and stage.closes is None and not stage.channel.watchers:
                self._forget(stage)

    def _forget(self, stage: Stage) -> None:
        if self._stages.get(stage.stream_id) is stage:
            del self._stages[stage.stream_id]

    def _senders(self) -> int:
        return sum(stage.sender is not None for stage in self._stages.values())
