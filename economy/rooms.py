"""What economy brings into a person's own room: their balance, and what they are given while they look."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async

from economy.selectors.wallet import Wallet, wallet_state
from roastlive.lib.realtime import Append, Latest, person_room


def as_shown(wallet: Wallet) -> dict[str, int]:
    return asdict(wallet)


async def wallet_at_first(key: str) -> dict[str, Any]:
    return {"wallet": as_shown(await database_sync_to_async(wallet_state)(UUID(key)))}


# What was given is told once, to the pages that are open; whoever comes later finds it in the history.
person_room.contribute(parts={"wallet": Latest(version="version"), "given": Append()}, snapshot=wallet_at_first)
