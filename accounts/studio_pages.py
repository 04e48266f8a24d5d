"""The tabs of /studio/. Whoever builds a page for creators registers its tab."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class StudioPage:
    label: StrOrPromise
    route: str
    order: int


_pages: dict[str, StudioPage] = {}


def register_studio_page(*, label: StrOrPromise, route: str, order: int) -> None:
    """Registering the same route again replaces what was said before."""
    _pages[route] = StudioPage(label=label, route=route, order=order)


def studio_tabs() -> list[dict[str, Any]]:
    """In the form that the component wants."""
    pages = sorted(_pages.values(), key=lambda page: page.order)
    return [{"label": page.label, "url": reverse(page.route), "count": None} for page in pages]


register_studio_page(label=_("Your channel"), route="accounts:studio_profile", order=10)
register_studio_page(label=_("Followers"), route="accounts:followers", order=20)
