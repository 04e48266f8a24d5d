"""Posting what comes in numbers: gifts, tips, rewards.

    posted = submit(order)            # in a thread
    posted = await asubmit(order)     # in an event loop

Both return after the commit, or raise the refusal. Orders of all callers of a process are posted together, each accepted or
refused on its own; `writes_with` says which rows follow. The transaction is the batch's, so no other may be open.
`Unavailable` means that nobody knows: the same order with the same key may come again.
"""

from __future__ import annotations

import atexit
import os

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection, transaction

from economy.services.batcher import Batcher
from economy.services.callers import Answer, WaitingTask, WaitingThread
from economy.services.follow_ups import post_with_follow_ups, writes_with
from economy.services.orders import Order, Posted, check
from roastlive.lib.errors import Unavailable

__all__ = ["asubmit", "close", "submit", "writes_with"]

# Longer than a restart of PostgreSQL after a crash should be waited for.
ANSWER_WITHIN = 15.0

_batcher = Batcher()


class InTransaction(RuntimeError):
    """A mistake of ours: the batch would commit before, or wait for, the transaction that waits for it."""


def submit(order: Order) -> Posted:
    """Raises what `ledger.post` raises, and Unavailable."""
    check(order)
    if not settings.LEDGER_BATCHING:
        return _post_alone(order)
    if connection.in_atomic_block:
        raise InTransaction("submit() commits on its own. Within a transaction, call ledger.post().")
    caller = WaitingThread(order)
    _batcher.add(caller)
    return _posted(caller.wait(ANSWER_WITHIN))


async def asubmit(order: Order) -> Posted:
    """Raises what `ledger.post` raises, and Unavailable."""
    check(order)
    if not settings.LEDGER_BATCHING:
        return await sync_to_async(_post_alone)(order)
    caller = WaitingTask(order)
    _batcher.add(caller)
    return _posted(await caller.future)


def close() -> None:
    """Post what waits, and take nothing more."""
    _batcher.close(ANSWER_WITHIN)


def _posted(answer: Answer | None) -> Posted:
    if isinstance(answer, Posted):
        return answer
    raise answer if answer is not None else Unavailable()


def _post_alone(order: Order) -> Posted:
    """For tests, whose transaction no other connection sees."""
    with transaction.atomic():
        (result,) = post_with_follow_ups([order])
    return _posted(result)


def _begin_anew() -> None:
    """A process that was forked has no thread, and what its parent was asked is not its business."""
    global _batcher
    _batcher = Batcher()


os.register_at_fork(after_in_child=_begin_anew)
atexit.register(close)
