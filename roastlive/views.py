"""Pages that belong to no app: home, rules, help, status, and what browsers and search engines ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.geo import country_of
from accounts.selectors import rising_creators
from roastlive import examples
from roastlive.face import THEME_COOKIE, THEMES
from roastlive.home import REACTIONS, SEATS, rails
from roastlive.lib.access import public
from roastlive.lib.errors import Invalid
from roastlive.lib.http.health import is_ready, recent_checks
from roastlive.status import parts
from roastlive.styleguide import showcase
from streams.selectors.browsing import categories_with_counts, live_now, upcoming

if TYPE_CHECKING:
    from django.http import HttpRequest

YEAR = 365 * 24 * 3600


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    country = country_of(request)
    live = live_now(visitor=request.user, country=country)
    context = {
        "now": live[0] if live else None,
        "categories": categories_with_counts() if live else [],
        "rails": rails(
            live=live,
            upcoming=upcoming(visitor=request.user, country=country),
            rising=rising_creators(country=country),
        ),
        "reactions": REACTIONS,
        "seats": SEATS,
        "example_battle": examples.BATTLE,
    }
    return render(request, "home/index.html", context)


@public
@require_safe
def house_rules(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/rules.html")


@public
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/help.html")


@public
@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """Answers 200 whatever is broken: the page itself works, and says so to those who ask why something does not."""
    checks = recent_checks()
    whole = all(check.ok for check in checks)
    return render(request, "pages/status.html", {"parts": parts(checks), "whole": whole, "open": is_ready(checks)})


@public
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Remembers light or dark for a year; a script that changed the page already wants no page back."""
    wish = request.POST.get("theme", "")
    if wish not in {theme.name for theme in THEMES}:
        raise Invalid(_("There is no such light here."))
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = reverse("home")
    response = HttpResponse(status=204) if request.htmx else HttpResponseRedirect(back)  # type: ignore[attr-defined]
    response.set_cookie(THEME_COOKIE, wish, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    return response


@public
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the house on its home screen."""
    body = {
        "name": settings.SITE_NAME,
        "short_name": settings.SITE_NAME,
        "start_url": reverse("home"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#0e0b10",
        "theme_color": "#0e0b10",
        "icons": [
            {"src": static("brand/sign.svg"), "type": "image/svg+xml", "sizes": "any"},
            {"src": static("brand/app-192.png"), "type": "image/png", "sizes": "192x192"},
            {"src": static("brand/app-512.png"), "type": "image/png", "sizes": "512x512", "purpose": "any maskable"},
        ],
    }
    return JsonResponse(body, content_type="application/manifest+json")


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read what anonymous people may read."""
    lines = ["User-agent: *", f"Disallow: {reverse('admin:index')}", "Disallow: /api/"]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


@public
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers that do not read the page's head ask here."""
    return HttpResponsePermanentRedirect(static("brand/touch.png"))


@public
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in every state. Not part of the house that serves people: its route is absent there."""
    return render(request, "pages/styleguide.html", showcase())
