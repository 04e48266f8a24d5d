"""Asking and taking, in one call to Redis however many buckets there are.

On a Redis Cluster the keys of one call must live in one slot: there, ask about one person at a time.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from weakref import WeakKeyDictionary

import redis.asyncio
import structlog
from redis.commands.core import AsyncScript, Script
from redis.exceptions import RedisError

from roastlive.lib.errors import Limited, Unavailable
from roastlive.lib.limits.rules import Limit, limit_named
from roastlive.lib.redis_clients import async_redis_client, redis_client

logger = structlog.get_logger(__name__)

BUCKET = (Path(__file__).parent / "bucket.lua").read_text()
MICROSECONDS = 1_000_000
# Keys stay short and hold nothing personal: whoever does not look like an id or an address is hashed.
PLAIN_NAME = re.compile(r"[A-Za-z0-9_.:/-]{1,64}")
# After Redis failed us nobody else waits for it during so many seconds.
SULK_SECONDS = 1.0

# A limit's name, and whom it counts.
Claim = tuple[str, object]

_sulking_until = 0.0


@dataclass(frozen=True)
class Verdict:
    """`limit`, `remaining` and `reset` speak of the bucket that is emptiest; times are in seconds."""

    allowed: bool
    limit: int
    remaining: int
    reset: float
    retry_after: float = 0.0
    away: bool = False

    @property
    def headers(self) -> dict[str, str]:
        """What a program reads to pace itself."""
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(_whole(self.reset)),
        }


def spend(*claims: Claim, cost: int = 1) -> Verdict:
    """Take `cost` from every bucket named, or from none if one of them lacks it."""
    limits, keys, arguments = _call(claims, cost)
    if time.monotonic() < _sulking_until:
        return _without_redis(limits)
    try:
        return _read(limits, _script()(keys=keys, args=arguments))
    except RedisError as error:
        return _redis_failed(limits, error)


async def aspend(*claims: Claim, cost: int = 1) -> Verdict:
    """`spend` for async code."""
    limits, keys, arguments = _call(claims, cost)
    if time.monotonic() < _sulking_until:
        return _without_redis(limits)
    try:
        return _read(limits, await _async_script()(keys=keys, args=arguments))
    except RedisError as error:
        return _redis_failed(limits, error)


def require(*claims: Claim, cost: int = 1) -> Verdict:
    """`spend`, or raise: Limited when there is not enough, Unavailable when a closed limit cannot be asked."""
    return insist(spend(*claims, cost=cost))


async def arequire(*claims: Claim, cost: int = 1) -> Verdict:
    return insist(await aspend(*claims, cost=cost))


def insist(verdict: Verdict) -> Verdict:
    """Raise for a verdict that refuses."""
    if verdict.away and not verdict.allowed:
        raise Unavailable(retry_after=verdict.retry_after)
    if not verdict.allowed:
        raise Limited(retry_after=verdict.retry_after)
    return verdict


def bucket_key(limit: Limit, who: object) -> str:
    name = str(who)
    if not PLAIN_NAME.fullmatch(name):
        name = hashlib.sha256(name.encode(errors="surrogatepass")).hexdigest()[:32]
    return f"ratelimit:{name}:{limit.name}"


def _call(claims: Sequence[Claim], cost: int) -> tuple[list[Limit], list[str], list[int]]:
    limits = [limit_named(name) for name, _ in claims]
    keys = [bucket_key(limit, who) for limit, (_, who) in zip(limits, claims, strict=True)]
    arguments = [cost]
    for limit in limits:
        arguments.append(len(limit.rates))
        for rate in limit.rates:
            arguments += [rate.amount, rate.seconds * MICROSECONDS]
    return limits, keys, arguments


def _read(limits: Sequence[Limit], answer: list[int]) -> Verdict:
    allowed, *flat = answer
    rates = [rate for limit in limits for rate in limit.rates]
    buckets = [(flat[3 * n + 2], flat[3 * n], flat[3 * n + 1], rate.amount) for n, rate in enumerate(rates)]
    # The emptiest: whom to wait for longest, else where least is left.
    wait, remaining, reset, amount = min(buckets, key=lambda bucket: (-bucket[0], bucket[1]))
    return Verdict(bool(allowed), amount, max(0, remaining), reset / MICROSECONDS, wait / MICROSECONDS)


def _redis_failed(limits: Sequence[Limit], error: RedisError) -> Verdict:
    global _sulking_until
    _sulking_until = time.monotonic() + SULK_SECONDS
    logger.warning("limits_without_redis", error=str(error))
    return _without_redis(limits)


def _without_redis(limits: Sequence[Limit]) -> Verdict:
    closed = any(limit.closed for limit in limits)
    amount = min(rate.amount for limit in limits for rate in limit.rates)
    return Verdict(
        not closed, amount, 0 if closed else amount, SULK_SECONDS, SULK_SECONDS if closed else 0.0, away=True
    )


@cache
def _script() -> Script:
    return redis_client().register_script(BUCKET)


_async_scripts: WeakKeyDictionary[redis.asyncio.Redis, AsyncScript] = WeakKeyDictionary()


def _async_script() -> AsyncScript:
    client = async_redis_client()
    script = _async_scripts.get(client)
    if script is None:
        script = _async_scripts[client] = client.register_script(BUCKET)
    return script


def _whole(seconds: float) -> int:
    """Rounded up: a client that waits as long as it is told must not come too early."""
    return int(-(-seconds // 1))
