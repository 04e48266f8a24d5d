"""What every page's template may know: names, navigation, the chosen light."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest

THEME_COOKIE = settings.THEME_COOKIE_NAME


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One address that is named around every page. `key` is its keyboard shortcut."""

    route: str
    label: str | Promise
    icon: str
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class Theme:
    """One way to light the house."""

    name: str
    label: str | Promise
    icon: str


# The header, and on a phone the bar under the thumb: no more than five.
NAVIGATION = [
    Entry(route="home", label=_("Stage"), icon="stage", key="h"),
    Entry(route="streams:browse", label=_("Browse"), icon="search", key="b"),
    Entry(route="rules", label=_("Rules"), icon="book", key="r"),
    Entry(route="help", label=_("Help"), icon="help"),
]
FOOTER = [
    Entry(route="rules", label=_("House rules"), icon="book"),
    Entry(route="help", label=_("Help"), icon="help"),
    Entry(route="status", label=_("Status"), icon="pulse"),
]
THEMES = [
    Theme(name="system", label=_("System"), icon="system"),
    Theme(name="light", label=_("Light"), icon="sun"),
    Theme(name="dark", label=_("Dark"), icon="moon"),
]


def chosen_theme(request: HttpRequest) -> str:
    """The theme in the visitor's cookie; what is not a theme counts as none."""
    wish = request.COOKIES.get(THEME_COOKIE, "")
    return wish if wish in {theme.name for theme in THEMES} else "system"


def page_context(request: HttpRequest) -> dict[str, object]:
    return {
        "site_name": settings.SITE_NAME,
        "live_origin": settings.LIVE_ORIGIN,
        "styleguide": settings.STYLEGUIDE,
        "face": {
            "navigation": NAVIGATION,
            "footer": FOOTER,
            "themes": THEMES,
            "theme": chosen_theme(request),
        },
    }
