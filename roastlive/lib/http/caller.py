"""Who is asking right now, for what is written down deep below the view that was asked."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Caller:
    """Empty for work that no request asked for: a task, a command."""

    address: str = ""
    request_id: str = ""


NOBODY = Caller()

current_caller: ContextVar[Caller] = ContextVar("current_caller", default=NOBODY)


def caller() -> Caller:
    return current_caller.get()
