"""The tabs of /settings/. Whoever builds a page of settings registers its tab."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class SettingsPage:
    label: StrOrPromise
    route: str
    order: int


_pages: dict[str, SettingsPage] = {}


def register_settings_page(*, label: StrOrPromise, route: str, order: int) -> None:
    """Registering the same route again replaces what was said before."""
    _pages[route] = SettingsPage(label=label, route=route, order=order)


def settings_pages() -> list[SettingsPage]:
    return sorted(_pages.values(), key=lambda page: page.order)


register_settings_page(label=_("You"), route="accounts:settings", order=10)
register_settings_page(label=_("Security"), route="accounts:security", order=20)
register_settings_page(label=_("Devices"), route="accounts:devices", order=22)
register_settings_page(label=_("Tokens"), route="accounts:tokens", order=60)
register_settings_page(label=_("Notifications"), route="accounts:settings_notifications", order=30)
register_settings_page(label=_("Privacy"), route="accounts:settings_privacy", order=40)
register_settings_page(label=_("Blocked"), route="accounts:settings_blocked", order=50)
