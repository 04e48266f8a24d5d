"""What the limits are: `"20/30s 3/2s"` is twenty in thirty seconds and at most three in two.

What happens while Redis is away is part of the rule. Usually nobody is limited then, because a quiet chat is worse than a
loud one; a rule that ends in `closed` lets nobody through instead, because a password may not be guessed without limit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from django.conf import settings

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
RATE = re.compile(r"(?P<amount>[1-9][0-9]{0,8})/(?P<count>[1-9][0-9]{0,5})?(?P<unit>[smhd])")


@dataclass(frozen=True)
class Rate:
    amount: int
    seconds: int


@dataclass(frozen=True)
class Limit:
    name: str
    rates: tuple[Rate, ...]
    closed: bool = False


def parse_limit(name: str, rule: str) -> Limit:
    *rates, last = rule.split() or [""]
    closed = last == "closed"
    if not closed:
        rates.append(last)
    if not rates:
        raise ValueError(f"The limit {name} has no rate.")
    return Limit(name, tuple(_parse_rate(name, rate) for rate in rates), closed)


def limit_named(name: str) -> Limit:
    return _parsed(name, settings.RATE_LIMITS[name])


_parsed = cache(parse_limit)


def _parse_rate(name: str, text: str) -> Rate:
    match = RATE.fullmatch(text)
    if match is None:
        raise ValueError(f"The limit {name} says {text!r}; a rate looks like 20/30s or 200/m.")
    return Rate(int(match["amount"]), int(match["count"] or 1) * SECONDS[match["unit"]])
