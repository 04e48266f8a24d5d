"""One line for each socket that closed, and one id for all that was done for it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import structlog

from roastlive.lib.addresses import address_of
from roastlive.lib.http.request_log import request_id_from

if TYPE_CHECKING:
    from roastlive.lib.realtime.origin import Application, Receive, Scope, Send

log = structlog.get_logger("socket")


class SocketLog:
    """Around everything else that sockets pass. `send` and `receive` go through untouched: servers have faster ways in them."""

    def __init__(self, inner: Application) -> None:
        self.inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        offered = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
        started = time.monotonic()
        with structlog.contextvars.bound_contextvars(request_id=request_id_from(offered)):
            try:
                await self.inner(scope, receive, send)
            finally:
                seconds = round(time.monotonic() - started, 1)
                log.info("socket", kind=kind_of(scope["path"]), seconds=seconds, address=address_of(scope))


def kind_of(path: str) -> str:
    """`/ws/live/<stream>/` is of the kind live; what follows may name somebody."""
    parts = path.strip("/").split("/")
    return parts[1] if len(parts) > 1 and parts[0] == "ws" and parts[1].isalpha() else "unmatched"
