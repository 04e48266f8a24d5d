"""The rows that follow from a transfer, written in its transaction: the gift, the tip, the points earned.

    @writes_with(TransferKind.TIP)
    def write_tips(done: list[tuple[Order, Posted]]) -> None:
        Tip.objects.bulk_create(...)

A writer gets all fresh transfers of its kind in a batch, never those that were answered before, and acts for the house.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from django.db import transaction

from economy.models import TransferKind
from economy.services.ledger import Result, post_many
from economy.services.orders import Order, Posted
from roastlive.lib.rls import acting_as_house

Done = list[tuple[Order, Posted]]
Writer = Callable[[Done], object]
SomeWriter = TypeVar("SomeWriter", bound=Writer)

_writers: dict[TransferKind, Writer] = {}


def writes_with(kind: TransferKind) -> Callable[[SomeWriter], SomeWriter]:
    def register(writer: SomeWriter) -> SomeWriter:
        known = _writers.setdefault(kind, writer)
        if known is not writer:
            raise ValueError(f"{kind} has a writer already: {known}.")
        return writer

    return register


def post_with_follow_ups(orders: Sequence[Order], told: Callable[[list[Result]], None] | None = None) -> list[Result]:
    """One transaction for all. `told` hears the results as soon as it is committed, before any receiver of an event."""
    if not any(order.kind in _writers for order in orders):
        results = post_many(orders)
        if told is not None:
            told(results)
        return results
    with transaction.atomic():
        results = post_many(orders)
        if told is not None:
            transaction.on_commit(partial(told, results))
        _write(orders, results)
    return results


def _write(orders: Sequence[Order], results: Sequence[Result]) -> None:
    fresh: dict[TransferKind, Done] = {}
    for order, result in zip(orders, results, strict=True):
        if isinstance(result, Posted) and not result.replayed and order.kind in _writers:
            fresh.setdefault(order.kind, []).append((order, result))
    if fresh:
        with acting_as_house():
            for kind, done in fresh.items():
                _writers[kind](done)
