"""Where a request comes from, as far as our own proxies vouch for it."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest
    from rest_framework.request import Request


def address_of(source: HttpRequest | Request | Mapping[str, Any]) -> str:
    """The client's address, of an HTTP request or of a websocket's scope; "" if there is none.

    Each proxy appends to X-Forwarded-For whom it spoke with, so the last `TRUSTED_PROXIES` entries are ours and the first
    of those is the client. What stands before it was sent by the client itself and is never believed.
    """
    peer, forwarded = _of_scope(source) if isinstance(source, Mapping) else _of_request(source)
    if settings.TRUSTED_PROXIES > 0 and forwarded:
        hops = forwarded.split(",")[-settings.TRUSTED_PROXIES :]
        believed = _parse(hops[0])
        if believed is not None:
            return str(believed)
    address = _parse(peer)
    return str(address) if address is not None else ""


def household_of(source: HttpRequest | Request | Mapping[str, Any]) -> str:
    """Whom a limit by address counts as one: an IPv6 customer owns a whole /64 and may change address at will."""
    return household(address_of(source))


def household(address: str) -> str:
    """The same of an address that was noted earlier."""
    if ":" not in address:
        return address
    return str(IPv6Network((address, 64), strict=False))


def _of_request(request: HttpRequest | Request) -> tuple[str, str]:
    return request.META.get("REMOTE_ADDR") or "", request.META.get("HTTP_X_FORWARDED_FOR", "")


def _of_scope(scope: Mapping[str, Any]) -> tuple[str, str]:
    client = scope.get("client") or ("", 0)
    lines = [value.decode("latin-1") for name, value in scope.get("headers", []) if name == b"x-forwarded-for"]
    return str(client[0] or ""), ",".join(lines)


def _parse(text: str) -> IPv4Address | IPv6Address | None:
    """An address as proxies write it: perhaps with a port, in brackets, with a zone, or IPv4 dressed up as IPv6."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address
