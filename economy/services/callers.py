"""Who waits for a batch: a thread, or a task of an event loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable
from contextlib import suppress
from typing import Protocol

from economy.services.ledger import Result
from economy.services.orders import Order

Answer = Result | Exception


class Caller(Protocol):
    order: Order

    @property
    def gone(self) -> bool:
        """Nobody waits any more, so an order that was not begun need not be."""


class WaitingThread:
    __slots__ = ("_answer", "_asleep", "gone", "order")

    def __init__(self, order: Order) -> None:
        self.order = order
        self.gone = False
        self._asleep = threading.Lock()
        self._asleep.acquire()
        self._answer: Answer | None = None

    def wait(self, seconds: float) -> Answer | None:
        """Nothing if there is no answer in time."""
        self.gone = not self._asleep.acquire(timeout=seconds)
        return self._answer

    def tell(self, answer: Answer) -> None:
        self._answer = answer
        self._asleep.release()


class WaitingTask:
    __slots__ = ("future", "loop", "order")

    def __init__(self, order: Order) -> None:
        self.order = order
        self.loop = asyncio.get_running_loop()
        self.future: asyncio.Future[Answer] = self.loop.create_future()

    @property
    def gone(self) -> bool:
        return self.future.done()


def tell(answered: Iterable[tuple[Caller, Answer]]) -> None:
    """Each loop is woken once for all its tasks."""
    loops: dict[asyncio.AbstractEventLoop, list[tuple[WaitingTask, Answer]]] = {}
    for caller, answer in answered:
        if isinstance(caller, WaitingThread):
            caller.tell(answer)
        elif isinstance(caller, WaitingTask):
            loops.setdefault(caller.loop, []).append((caller, answer))
    for loop, tasks in loops.items():
        # A loop that was closed has nobody who waits.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_tell_tasks, tasks)


def _tell_tasks(answered: Iterable[tuple[WaitingTask, Answer]]) -> None:
    for caller, answer in answered:
        if not caller.future.done():
            caller.future.set_result(answer)
