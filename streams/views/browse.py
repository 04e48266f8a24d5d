"""/browse/: what is on, what comes and what was, by category, tag and words."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.geo import country_of
from accounts.selectors import creators
from roastlive.lib.access import public
from streams.selectors.browsing import CARDS_A_PAGE, categories_with_counts, live_now, past, upcoming

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

WHEN = {"live": live_now, "soon": upcoming, "past": past}
WORDS_LONGEST = 80
CREATORS_SHOWN = 8


@public
@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    asked = _asked(request)
    when = request.GET.get("when", "live")
    read = WHEN.get(when, live_now)
    country = country_of(request)
    context = {
        "cards": read(visitor=request.user, country=country, limit=CARDS_A_PAGE, **asked),
        "people": list(creators(country=country, text=asked["text"])[:CREATORS_SHOWN]) if asked["text"] else [],
        "asked": asked,
        "when": when if when in WHEN else "live",
        "tabs": _tabs(asked),
        "current": _address({**asked, "when": when if when in WHEN else "live"}),
        "categories": [
            {**each, "url": _address({**asked, "category": each["slug"]})} for each in categories_with_counts()
        ],
        "everything_url": _address({**asked, "category": ""}),
    }
    template = "streams/_browse_results.html" if request.htmx else "streams/browse.html"  # type: ignore[attr-defined]
    return render(request, template, context)


def _asked(request: HttpRequest) -> dict[str, str]:
    """Bounded, and without what no column can hold."""
    names = {"category": "category", "tag": "tag", "text": "q"}
    return {name: request.GET.get(key, "").replace("\0", "")[:WORDS_LONGEST].strip() for name, key in names.items()}


def _tabs(asked: dict[str, str]) -> list[dict[str, object]]:
    labels = {"live": _("Live now"), "soon": _("Starts soon"), "past": _("Over")}
    return [{"label": label, "url": _address({**asked, "when": when}), "count": None} for when, label in labels.items()]


def _address(asked: dict[str, str]) -> str:
    names = {"text": "q"}
    query = urlencode({names.get(name, name): value for name, value in asked.items() if value})
    return f"{reverse('streams:browse')}?{query}" if query else reverse("streams:browse")
