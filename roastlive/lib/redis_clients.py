"""Connections to Redis, bounded and impatient: a store that does not answer must not hold up a page."""

from __future__ import annotations

import asyncio
from functools import cache
from weakref import WeakKeyDictionary

import redis
import redis.asyncio
from django.conf import settings
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.retry import Retry

CONNECTIONS = 50
SECONDS = 2.0


@cache
def redis_client() -> redis.Redis:
    """This process's client, shared by its threads. A thread that finds every connection busy waits its turn."""
    pool = redis.BlockingConnectionPool.from_url(
        settings.REDIS_URL,
        max_connections=CONNECTIONS,
        timeout=SECONDS,
        socket_timeout=SECONDS,
        socket_connect_timeout=SECONDS,
        # Once, for a connection that a restarted server has forgotten; by itself the client would go on for seconds.
        retry=Retry(NoBackoff(), 1),
    )
    return redis.Redis(connection_pool=pool)


_of_loops: WeakKeyDictionary[asyncio.AbstractEventLoop, redis.asyncio.Redis] = WeakKeyDictionary()


def async_redis_client() -> redis.asyncio.Redis:
    """The running event loop's client; its connections cannot serve another loop."""
    loop = asyncio.get_running_loop()
    client = _of_loops.get(loop)
    if client is None:
        pool = redis.asyncio.BlockingConnectionPool.from_url(
            settings.REDIS_URL,
            max_connections=CONNECTIONS,
            timeout=SECONDS,
            socket_timeout=SECONDS,
            socket_connect_timeout=SECONDS,
            retry=AsyncRetry(NoBackoff(), 1),
        )
        client = _of_loops[loop] = redis.asyncio.Redis.from_pool(pool)
    return client
