"""Acts of the desk that somebody may ask about later: they need a reason, and leave a row in the history with it.

    @asks_reason(description=_("Take the badge off"), permissions=["verify"])
    def unverify(self, request, chosen, reason):
        for profile in chosen:
            if unverify_creator(profile=profile):
                self.log_change(request, profile, reason)

The first press of the button shows the question; only its answer calls the action.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.template.response import TemplateResponse

from roastlive.lib.text import clean_line

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django_stubs_ext import StrOrPromise

LONGEST = 300
SHORTEST = 3
# So many names are shown before a number stands for the rest.
NAMED = 20

Act = Callable[[Any, "HttpRequest", "QuerySet[Any]", str], None]


def asks_reason(
    *, description: StrOrPromise, permissions: Sequence[str], is_danger: bool = False
) -> Callable[[Act], Callable[..., HttpResponse | None]]:
    """An admin action that is done only when a reason was given."""

    def decorate(act: Act) -> Callable[..., HttpResponse | None]:
        @admin.action(description=description, permissions=permissions)
        @wraps(act)
        def ask_first(self: Any, request: HttpRequest, chosen: QuerySet[Any]) -> HttpResponse | None:
            wrong: Sequence[str] = ()
            if "reason" in request.POST:
                try:
                    reason = clean_line(request.POST["reason"], maximum=LONGEST, minimum=SHORTEST)
                except ValidationError as error:
                    wrong = error.messages
                else:
                    act(self, request, chosen, reason)
                    return None
            number = chosen.count()
            context = {
                **self.admin_site.each_context(request),
                "title": description,
                "opts": self.model._meta,
                "action": act.__name__,
                "chosen": list(chosen[:NAMED]),
                "more": max(0, number - NAMED),
                "ids": [str(key) for key in chosen.values_list("pk", flat=True)],
                "checkbox": ACTION_CHECKBOX_NAME,
                "reason": request.POST.get("reason", ""),
                "wrong": wrong,
                "longest": LONGEST,
                "is_danger": is_danger,
            }
            return TemplateResponse(request, "admin/reason.html", context, status=400 if wrong else 200)

        return ask_first

    return decorate
