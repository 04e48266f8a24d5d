"""Orders as the database's function takes them: arrays with one element an order, or one a leg.

They are written as PostgreSQL writes arrays. A driver that adapts each of many small lists by itself takes longer than the
whole transfer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from economy.services.orders import Key, Order
from roastlive.lib.ids import uuid7
from roastlive.lib.models.idempotency import LIFETIME

POST = f"SELECT outcomes, transfers, balances_after FROM economy_post({', '.join(['%s'] * 16)})"  # noqa: S608 - places alone


def post_parameters(orders: Sequence[Order], now: datetime) -> list[str | datetime | None]:
    accounts = sorted({leg.account_id for order in orders for leg in order.legs})
    place_of = {account_id: place for place, account_id in enumerate(accounts, start=1)}
    last_legs: list[int] = []
    leg_orders: list[int] = []
    leg_places: list[int] = []
    amounts: list[int] = []
    for number, order in enumerate(orders, start=1):
        for account_id, amount in order.legs:
            leg_orders.append(number)
            leg_places.append(place_of[account_id])
            amounts.append(amount)
        last_legs.append(len(amounts))
    return [
        _ids(uuid7() for _ in orders),
        _texts([order.kind.value for order in orders]),
        _texts([order.reference for order in orders]),
        _texts([order.note for order in orders]),
        _ids(order.actor_id for order in orders),
        *_key_columns([order.key for order in orders]),
        _numbers(last_legs),
        _numbers(leg_orders),
        _numbers(leg_places),
        _numbers(amounts),
        _ids(accounts),
        now,
        now + LIFETIME,
    ]


def key_parameters(key: Key | None) -> list[str | None]:
    return [None] * 4 if key is None else [key.caller, key.scope, key.key, key.body_hash]


def _key_columns(keys: Sequence[Key | None]) -> list[str | None]:
    if not any(keys):
        return [None] * 4
    return [_texts(column) for column in zip(*map(key_parameters, keys), strict=True)]


def _ids(ids: Iterable[UUID | None]) -> str:
    return "{" + ",".join(["NULL" if each is None else each.hex for each in ids]) + "}"


def _numbers(numbers: Iterable[int]) -> str:
    return "{" + ",".join(map(str, numbers)) + "}"


def _texts(texts: Iterable[str | None]) -> str:
    return "{" + ",".join(["NULL" if each is None else _quoted(each) for each in texts]) + "}"


def _quoted(text: str) -> str:
    if "\\" in text or '"' in text:
        text = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
