"""Who may call a view. Every route says it, and a test walks all of them.

    @signed_in
    def wallet(request): ...

    @staff_only
    class Reviews(View): ...

    class Gifts(ApiView):
        access = {"GET": public, "POST": signed_in}

A policy lets a person in at the door; which rows they see is the business of querysets (`visible_to`). An app makes
policies of its own the same way: `creators_only = Policy("creators only", lambda user: ...)`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from inspect import isclass
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.utils.decorators import method_decorator
from django.views import View

from roastlive.lib.errors import Forbidden

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest, HttpResponseBase

    Person = AbstractBaseUser | AnonymousUser

Guarded = TypeVar("Guarded", bound=Callable[..., Any])


@dataclass(frozen=True)
class Policy:
    """A rule about persons, and a decorator that enforces it on a page or an API view."""

    name: str
    allows: Callable[[Any], bool]
    login_url: str | None = None

    def __call__(self, view: Guarded) -> Guarded:
        if isclass(view):
            # API views ask for their policy themselves, and answer with a problem instead of a form.
            if issubclass(view, View) and not hasattr(view, "get_permissions"):
                method_decorator(self._enforce, name="dispatch")(view)
            view.access = self  # type: ignore[attr-defined]
            return cast("Guarded", view)
        guarded = self._enforce(view)
        guarded.access = self
        return cast("Guarded", guarded)

    def _enforce(self, view: Callable[..., HttpResponseBase]) -> Any:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if self.allows(request.user):
                return view(request, *args, **kwargs)
            if request.user.is_authenticated:
                raise Forbidden
            return self._ask_to_log_in(request)

        return guarded

    def _ask_to_log_in(self, request: HttpRequest) -> HttpResponseBase:
        # After logging in, only what was asked with GET can be asked again.
        asked = request.method in {"GET", "HEAD"}
        back = request.get_full_path() if asked else resolve_url(settings.LOGIN_REDIRECT_URL)
        redirect = redirect_to_login(back, self.login_url and resolve_url(self.login_url))
        if "HX-Request" not in request.headers:
            return redirect
        # htmx would put the log-in page into the part it asked for; this makes it go there instead.
        return HttpResponse(status=204, headers={"HX-Redirect": redirect.url})


def _everybody(_user: Person) -> bool:
    return True


def _nobody(_user: Person) -> bool:
    return False


def _signed_in(user: Person) -> bool:
    return bool(user.is_authenticated)


def _staff(user: Person) -> bool:
    return bool(user.is_active and getattr(user, "is_staff", False))


public = Policy("public", _everybody)
signed_in = Policy("signed in", _signed_in)
staff_only = Policy("staff only", _staff, login_url="admin:login")
nobody = Policy("nobody", _nobody)

Access = Policy | Mapping[str, Policy]


def policy_for(view: object, method: str) -> Policy | None:
    """The policy that a view, or the class it was made of, states for a method; None if it states none."""
    access = getattr(view, "access", None) or getattr(getattr(view, "view_class", None), "access", None)
    if isinstance(access, Mapping):
        return access.get("GET" if method == "HEAD" and "HEAD" not in access else method)
    return access if isinstance(access, Policy) else None
