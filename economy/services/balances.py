"""Telling the open pages of people what they have now."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from economy import rooms
from economy.selectors.wallet import wallets_of
from roastlive.lib.realtime import person_room, publish


def tell_balances(person_ids: Collection[UUID]) -> None:
    """After the commit of whatever moved them. Call it in that transaction."""
    for person_id, wallet in wallets_of(person_ids).items():
        publish(person_room, person_id, wallet=rooms.as_shown(wallet))
