"""What makes the same words harmless: a stage, somebody else's words, somebody's own person."""

from __future__ import annotations

import re
from functools import cache

from moderation.screening.data import parts_of


@cache
def context(name: str) -> re.Pattern[str]:
    """One of the patterns in context.txt, compiled when it is first needed."""
    return re.compile(parts_of("rules/context.txt")[name])
