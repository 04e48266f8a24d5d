"""Limits on pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponseBase

from roastlive.lib.addresses import household_of
from roastlive.lib.limits.spending import require

View = TypeVar("View", bound=Callable[..., Any])


def person_or_household(request: HttpRequest) -> object:
    """Whom a limit counts: who is logged in, or else where they come from."""
    user = getattr(request, "user", None)
    return user.pk if user is not None and user.is_authenticated else household_of(request)


def limited(
    *names: str, by: Callable[[HttpRequest], object] = person_or_household, methods: str = "POST"
) -> Callable[[View], View]:
    """Let a view be called so often and no more. Only `methods` count: reading a form is free, sending it is not."""
    counted = frozenset(methods.split())

    def decorate(view: View) -> View:
        @wraps(view)
        def limited_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method in counted:
                require(*((name, by(request)) for name in names))
            return cast("HttpResponseBase", view(request, *args, **kwargs))

        return cast("View", limited_view)

    return decorate
