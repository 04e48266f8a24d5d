"""What the house keeps of what people give.

A percentage of the whole, rounded down to a whole token: what does not divide is the creator's. So a fee is never negative,
never the whole amount, and the creator's part and the fee are together exactly what was paid.
"""

from __future__ import annotations

from django.conf import settings

from economy.models import TransferKind

HIGHEST_PERCENT = 90


def fee_on(kind: TransferKind, amount: int) -> int:
    """The house's part of an amount that is given by a transfer of this kind."""
    return amount * percent_of(kind) // 100


def percent_of(kind: TransferKind) -> int:
    """Raises KeyError for what nobody has set a fee for: a mistake of ours, found by the first test."""
    percent: int = settings.PLATFORM_FEES[kind.value]
    if not 0 <= percent <= HIGHEST_PERCENT:
        raise ValueError(
            f"PLATFORM_FEE_{kind.value.upper()} is a percentage from 0 to {HIGHEST_PERCENT}, not {percent}."
        )
    return percent
