"""From an event loop to Django's database connection, which belongs to a thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from asgiref.sync import sync_to_async
from django.db import close_old_connections, connection

Given = ParamSpec("Given")
Result = TypeVar("Result")


async def in_database_thread(call: Callable[Given, Result], *args: Given.args, **kwargs: Given.kwargs) -> Result:
    """Runs where the rest of an async Django talks to the database, on a connection that was seen to be alive.

    Channels has the same, but closes a connection in the middle of a transaction.
    """

    def run() -> Result:
        if not connection.in_atomic_block:
            close_old_connections()
        return call(*args, **kwargs)

    return await sync_to_async(run)()
