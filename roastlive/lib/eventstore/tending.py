"""What has to happen to the store regularly: partitions for the time to come are made, what is expired goes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.utils import timezone

from roastlive.lib.eventstore.choice import owner_rights, store
from roastlive.lib.eventstore.postgres import upkeep
from roastlive.lib.eventstore.registry import registered
from roastlive.lib.eventstore.report import Expired, Line


def tend(*, archive: Path | None = None) -> Iterator[Line | Expired]:
    """Says what it did as it goes. Once a day is enough; it must run outside of transactions.

    With `archive`, a directory, expired partitions are written there before they go. Only PostgreSQL has such.
    """
    now = timezone.now()
    with owner_rights():
        yield from store().ensure(registered(), now)
        if archive is None:
            yield from store().expire(registered(), now)
            return
        for collection in registered():
            yield from upkeep.expire(collection, now, archive)
