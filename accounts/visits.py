"""What a request says of the device it comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.geo import country_of
from roastlive.lib.addresses import address_of, household_of
from roastlive.lib.text import readable

if TYPE_CHECKING:
    from django.http import HttpRequest
    from rest_framework.request import Request

# In this order: most browsers claim to be those further down as well.
BROWSERS = (
    ("Edge", r"\bEdgA?/|EdgiOS/"),
    ("Opera", r"\bOPR/"),
    ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Firefox", r"\bFirefox/|FxiOS/"),
    ("Chrome", r"\bChrome/|CriOS/|HeadlessChrome/"),
    ("Safari", r"\bSafari/"),
)
SYSTEMS = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("ChromeOS", r"CrOS"),
    ("Mac", r"Macintosh"),
    ("Linux", r"Linux"),
)
AGENT_LENGTH = 400
DEVICE_LENGTH = 80


@dataclass(frozen=True, kw_only=True)
class Visit:
    """`household` is what limits by address count as one."""

    user_agent: str = ""
    ip: str | None = None
    household: str = ""
    country: str = ""

    @property
    def device(self) -> str:
        """Such as "Firefox, Linux"; for a program, what it calls itself."""
        known = [name for names in (BROWSERS, SYSTEMS) for name in _first(names, self.user_agent)]
        return ", ".join(known) or self.user_agent.partition(" ")[0][:DEVICE_LENGTH]


def visit_of(request: HttpRequest | Request) -> Visit:
    agent = request.META.get("HTTP_USER_AGENT", "")
    return Visit(
        user_agent=agent[:AGENT_LENGTH] if readable(agent) else "",
        ip=address_of(request) or None,
        household=household_of(request),
        country=country_of(request),
    )


def _first(names: tuple[tuple[str, str], ...], agent: str) -> list[str]:
    return next(([name] for name, pattern in names if re.search(pattern, agent)), [])
