"""A bare connection to Redis, for the two that carry the rooms: what is published and what is heard.

redis-py's client takes a connection from a pool for each command and wraps each read and write in a task of its own to time
it out, which costs more than the command. And in Python 3.11 those timeouts may swallow a cancellation. Here there are none:
whoever holds the line watches the clock.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Sequence
from typing import Any

from redis.asyncio import ConnectionPool
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import RedisError

CONNECT_SECONDS = 5


class RedisLine:
    """Opened once, closed once. Raises RedisError or OSError for whatever goes wrong, and is of no use afterwards."""

    def __init__(self, connection: AbstractConnection) -> None:
        self._connection = connection

    @classmethod
    async def open(cls, url: str) -> RedisLine:
        # RESP2: in RESP3 what is pushed and what is answered would have to be told apart.
        pool = ConnectionPool.from_url(url, protocol=2, socket_connect_timeout=CONNECT_SECONDS, socket_timeout=None)
        connection: AbstractConnection = pool.make_connection()
        await connection.connect()
        return cls(connection)

    async def send(self, *commands: Sequence[Any]) -> None:
        # A connection of redis-py that was lost would open itself again, without its subscriptions.
        if not self._connection.is_connected:
            raise ConnectionResetError("the connection to Redis is gone")
        await self._connection.send_packed_command(self._connection.pack_commands(commands), check_health=False)

    async def receive(self) -> Any:
        """The next reply or message, however long that takes."""
        return await self._connection.read_response(timeout=math.inf)

    async def close(self) -> None:
        with contextlib.suppress(RedisError, OSError):
            await self._connection.disconnect(nowait=True)
