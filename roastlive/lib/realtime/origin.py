"""Which pages may open a socket here. A browser sends cookies with any page's socket, so its Origin must be ours."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import SplitResult, urlsplit

import structlog
from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.utils.http import is_same_domain

from roastlive.lib.realtime.metrics import REFUSED

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[Any]]

LOCAL_HOSTS = [".localhost", "127.0.0.1", "[::1]"]
USUAL_PORTS = {"http": "80", "https": "443"}

log = structlog.get_logger("realtime")


class SameHouseOnly:
    """Refuses the handshake of a socket that no page of this house has opened; one without an Origin is none of ours."""

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> Any:
        origins = _headers(scope, b"origin")
        hosts = _headers(scope, b"host")
        if len(origins) == 1 and len(hosts) == 1 and is_ours(origins[0], host=hosts[0]):
            return await self.application(scope, receive, send)
        REFUSED.labels("origin").inc()
        log.info("socket.foreign_origin", origin=origins[0][:200] if origins else None)
        await receive()
        await send({"type": "websocket.close"})
        return None


def is_ours(origin: str, *, host: str) -> bool:
    """The page came from this host: from the port of the socket, from the pages' own port, or from a trusted origin.

    Another port of the same machine is another program, whose pages share our cookies; it does not pass for ours.
    """
    try:
        parts = urlsplit(origin)
        port = str(parts.port or USUAL_PORTS.get(parts.scheme, ""))
    except ValueError:
        return False
    if parts.scheme not in USUAL_PORTS or not parts.hostname or origin != f"{parts.scheme}://{parts.netloc}":
        return False
    if _is_trusted(origin, parts):
        return True
    if settings.SESSION_COOKIE_SECURE and parts.scheme != "https":
        return False
    name, own_port = split_domain_port(host)
    page_name, _port = split_domain_port(parts.netloc)
    if not name or name != page_name or not validate_host(page_name, _allowed_hosts()):
        return False
    return port in {own_port or USUAL_PORTS[parts.scheme], str(settings.PORT)}


def _is_trusted(origin: str, parts: SplitResult) -> bool:
    for trusted in settings.CSRF_TRUSTED_ORIGINS:
        if "*" not in trusted:
            if origin == trusted:
                return True
            continue
        scheme, _separator, pattern = trusted.partition("://")
        if scheme == parts.scheme and is_same_domain(parts.netloc, pattern.lstrip("*")):
            return True
    return False


def _allowed_hosts() -> list[str]:
    if settings.DEBUG and not settings.ALLOWED_HOSTS:
        return LOCAL_HOSTS
    return list(settings.ALLOWED_HOSTS)


def _headers(scope: Scope, wanted: bytes) -> list[str]:
    return [value.decode("latin-1") for name, value in scope.get("headers", ()) if name == wanted]
