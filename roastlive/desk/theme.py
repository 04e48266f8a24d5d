"""How the admin's theme is set up. Settings read this, so nothing here may need a model."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest


# The house's own parts that the desk uses, then what makes the theme look like the house.
STYLES = [
    "css/tokens.css",
    "css/fonts.css",
    *(f"css/components/{part}.css" for part in ("frame", "icons", "buttons", "forms", "people", "feedback")),
    *(f"desk/{part}.css" for part in ("shades", "theme", "navigation", "lists")),
    "desk/dashboard.css",
]


def address_of(path: str) -> Callable[[HttpRequest], str]:
    """Asked at each page: static files get their names only after the settings are read."""

    def address(_request: HttpRequest) -> str:
        return static(path)

    return address


# Colours are not here but in static/desk/shades.css, made of the house's tokens: the theme would write them inline.
THEME: dict[str, Any] = {
    "SITE_TITLE": "RoastLive",
    "SITE_HEADER": "RoastLive",
    "SITE_SUBHEADER": _("The desk"),
    "SITE_URL": "/",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": address_of("brand/sign.svg")}],
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_BACK_BUTTON": False,
    "STYLES": [address_of(path) for path in STYLES],
    "DASHBOARD_CALLBACK": "roastlive.desk.dashboard.fill",
    "COMMAND": {"search_models": ["accounts.user"], "show_history": False},
    "SIDEBAR": {
        "show_search": True,
        "command_search": True,
        "show_all_applications": False,
        "navigation": "roastlive.desk.navigation.sections",
    },
}
