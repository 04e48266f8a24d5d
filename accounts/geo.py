"""From which country a request seems to come. Good enough for a creator's wish, never proof of anything."""

from __future__ import annotations

import re
from functools import cache
from ipaddress import ip_address
from typing import TYPE_CHECKING

from django.conf import settings
from geoip2fast import GeoIP2Fast

from roastlive.lib.addresses import address_of

if TYPE_CHECKING:
    from django.http import HttpRequest
    from rest_framework.request import Request

COUNTRY = re.compile(r"[A-Z]{2}")
# What services say for "nobody knows" and for Tor's exits.
NOWHERE = {"XX", "T1", "ZZ"}


def country_of(request: HttpRequest | Request) -> str:
    """An ISO 3166 code, or "" if nothing is known.

    The proxy's header is believed only where settings say that a proxy of ours stands in front and writes it.
    """
    if settings.COUNTRY_HEADER and settings.TRUSTED_PROXIES > 0:
        stated = request.META.get("HTTP_" + settings.COUNTRY_HEADER.upper().replace("-", "_"), "").upper()
        if COUNTRY.fullmatch(stated):
            return "" if stated in NOWHERE else stated
    return country_of_address(address_of(request))


def country_of_address(address: str) -> str:
    """The country of a public address, from the data that came with the package; nothing is asked on the network."""
    if not address or not ip_address(address).is_global:
        return ""
    found = str(_atlas().lookup(address).country_code or "").upper()
    return found if COUNTRY.fullmatch(found) and found not in NOWHERE else ""


@cache
def _atlas() -> GeoIP2Fast:
    """Read once a process, when the first visitor is looked up."""
    return GeoIP2Fast(geoip2fast_data_file="geoip2fast-ipv6.dat.gz")
