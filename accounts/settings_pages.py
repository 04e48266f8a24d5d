"""The tabs of /settings/. Whoever builds a page of settings registers its tab."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
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


def render_settings(
    request: HttpRequest, template: str, context: Mapping[str, object], *, status: int = 200
) -> HttpResponse:
    """A page with the tabs of all of them. One that has no tab of its own lies behind the one whose address begins its own."""
    tabs = [{"label": page.label, "url": reverse(page.route), "count": None} for page in settings_pages()]
    behind = [str(tab["url"]) for tab in tabs if request.path.startswith(str(tab["url"]))]
    here = max(behind, key=len, default="")
    return render(request, template, {**context, "tabs": tabs, "here": here}, status=status)


register_settings_page(label=_("You"), route="accounts:settings", order=10)
register_settings_page(label=_("Security"), route="accounts:security", order=20)
register_settings_page(label=_("Devices"), route="accounts:devices", order=22)
register_settings_page(label=_("Tokens"), route="accounts:tokens", order=60)
register_settings_page(label=_("Notifications"), route="accounts:settings_notifications", order=30)
register_settings_page(label=_("Privacy"), route="accounts:settings_privacy", order=40)
register_settings_page(label=_("Blocked"), route="accounts:settings_blocked", order=50)
