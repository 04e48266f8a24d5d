"""The live process that is measured: the house's own, or one that was broken on purpose."""

from __future__ import annotations

import os
from typing import Any

from roastlive.asgi import application
from roastlive.lib.eventstore import Event
from streams.services import tally
from streams.services.chat import lines

__all__ = ["application"]


async def _forget(self: Any, event: Event) -> None:
    """Acknowledges what it never writes down."""


def _write_half(batch: tally.Batch) -> None:
    batch.rows = batch.rows[::2]
    _write(batch)


_write = tally.write
if os.environ.get("BENCH_BREAK") == "store":
    lines.Lines.append = _forget  # type: ignore[method-assign]
elif os.environ.get("BENCH_BREAK") == "flush":
    tally.write = _write_half
