"""The thread that posts for all callers of a process: what came while it posted, it posts together.

A balance that many pay into is locked until each commit is on disk. So the number of commits is what limits it, and a batch
makes one of many. When little happens an order is posted at once. When much happens the thread waits until as many have come
as last time, and never longer than `LINGER`.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Sequence

import structlog
from django.db import InterfaceError, OperationalError, connection

from economy.services.callers import Caller, tell
from economy.services.follow_ups import post_with_follow_ups
from economy.services.ledger import Result
from roastlive.lib.errors import Unavailable

LINGER = 0.002
MOST_AT_ONCE = 250
MOST_WAITING = 5_000
# Without work the thread ends, and its connection with it.
IDLE_ENDS_AFTER = 30.0
# After such a rest the connection is looked at before it is used.
REST = 1.0
NOBODY = 1 << 62
# Deadlock, serialization failure, lock timeout: the work stood in somebody's way, the connection is fine.
IN_THE_WAY = {"40P01", "40001", "55P03"}

log = structlog.get_logger("ledger")


class Batcher:
    def __init__(self) -> None:
        self._waiting: deque[Caller] = deque()
        self._changed = threading.Condition(threading.Lock())
        # How many have to wait before the thread wants to be woken.
        self._wake_at = NOBODY
        self._thread: threading.Thread | None = None
        self._closed = False
        self._last_size = 1

    def add(self, caller: Caller) -> None:
        """Raises Unavailable when too many wait already."""
        with self._changed:
            if self._closed or len(self._waiting) >= MOST_WAITING:
                raise Unavailable
            self._waiting.append(caller)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="ledger-batcher", daemon=True)
                self._thread.start()
            elif len(self._waiting) >= self._wake_at:
                self._changed.notify()

    def close(self, seconds: float) -> None:
        """Takes nothing more, and ends after everything that waits is posted, if that is soon."""
        with self._changed:
            self._closed = True
            thread = self._thread
            self._changed.notify()
        if thread is not None:
            thread.join(seconds)

    def _work(self) -> None:
        rested_since = time.monotonic()
        while batch := self._next_batch():
            self._post(batch, rested=time.monotonic() - rested_since > REST)
            rested_since = time.monotonic()
        connection.close()

    def _next_batch(self) -> list[Caller]:
        """Nothing when it is time to end."""
        with self._changed:
            if not self._await(1, IDLE_ENDS_AFTER):
                self._thread = None
                return []
            self._await(self._last_size, LINGER)
            batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_AT_ONCE))]
        self._last_size = len(batch)
        return batch

    def _await(self, number: int, seconds: float) -> bool:
        """Whether anybody waits, once so many do, or that time is over."""
        self._wake_at = number
        self._changed.wait_for(lambda: self._closed or len(self._waiting) >= number, seconds)
        self._wake_at = NOBODY
        return bool(self._waiting)

    def _post(self, batch: Sequence[Caller], *, rested: bool = False) -> None:
        batch = [caller for caller in batch if not caller.gone]
        committed = False

        def told(results: Sequence[Result]) -> None:
            nonlocal committed
            committed = True
            tell(zip(batch, results, strict=True))

        try:
            if rested:
                connection.close_if_unusable_or_obsolete()
            post_with_follow_ups([caller.order for caller in batch], told)
        except Exception as error:
            if committed:
                log.exception("ledger.batch_aftermath_failed", orders=len(batch))
            else:
                self._after(error, batch)

    def _after(self, error: Exception, batch: Sequence[Caller]) -> None:
        """Nothing of the batch was posted; or nobody knows, and then each may come again with the same key."""
        if _lost_connection(error):
            log.warning("ledger.batch_lost", orders=len(batch), error=str(error))
            connection.close()
            tell((caller, Unavailable()) for caller in batch)
        elif len(batch) == 1:
            tell([(batch[0], error)])
        else:
            # One of them is to blame. The others must not suffer for it.
            for caller in batch:
                self._post([caller])


def _lost_connection(error: Exception) -> bool:
    if not isinstance(error, (OperationalError, InterfaceError)):
        return False
    return getattr(error.__cause__, "sqlstate", None) not in IN_THE_WAY
