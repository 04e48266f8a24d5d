"""The door itself: where a request becomes somebody's."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.door_rules import page_instead
from accounts.errors import KeyNeeded, LoginOver
from accounts.middleware import RENEWED, ROW, session_of
from accounts.models import UserSession
from accounts.services.login import HALF_LOGIN_SECONDS, challenge_for, person_of
from accounts.services.second_factor import has_second_factor
from accounts.services.sessions import move_session, note_second_factor, open_session
from accounts.services.step_up import is_fresh, require_key
from accounts.visits import visit_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from accounts.models import User

BACKEND = "accounts.backends.EmailBackend"
HALF = "half_login"
LEAVER = "leaver"
TURNED_AWAY = "turned_away"
# Long enough to write down why one should be let in again.
TURNED_AWAY_SECONDS = 3600

View = TypeVar("View", bound=Callable[..., Any])


def let_in(request: HttpRequest, user: User, *, second_factor: bool) -> None:
    """Whoever was here before in this browser leaves; the session gets a new key."""
    if request.user.is_authenticated:
        auth.logout(request)
    request.session.pop(HALF, None)
    auth.login(request, user, backend=BACKEND)
    session = session_of(request)
    if second_factor and session is not None:
        note_second_factor(session=session)


def enter(request: HttpRequest, user: User, *, second_factor: bool, next_url: str) -> HttpResponseRedirect:
    """Let them in and lead them on.

    Whoever is turned away gets one page and stays nobody. Whoever is leaving is asked first whether they stay, and is nobody
    until then.
    """
    page = page_instead(user.pk)
    if page is not None:
        _stay_nobody(request)
        request.session[TURNED_AWAY] = challenge_for(user)
        return HttpResponseRedirect(reverse(page))
    if user.leaves_at is None:
        let_in(request, user, second_factor=second_factor)
        return HttpResponseRedirect(next_url)
    _stay_nobody(request)
    request.session[LEAVER] = {"challenge": challenge_for(user), "second_factor": second_factor, "next": next_url}
    return HttpResponseRedirect(reverse("accounts:stay"))


def _stay_nobody(request: HttpRequest) -> None:
    """Whoever was here before in this browser leaves too; what is noted next is under a new key."""
    if request.user.is_authenticated:
        auth.logout(request)
    request.session.pop(HALF, None)
    request.session.cycle_key()


def turned_away_at_the_door(request: HttpRequest) -> User | None:
    """Who has shown who they are and was not let in; None if that was an hour ago."""
    try:
        return person_of(request.session.get(TURNED_AWAY, ""), seconds=TURNED_AWAY_SECONDS)
    except LoginOver:
        return None


def leaver_at_the_door(request: HttpRequest) -> tuple[User, dict[str, Any]] | None:
    """Who has shown who they are and has still to say whether they stay; None if that was long ago."""
    waiting = request.session.get(LEAVER)
    if not waiting:
        return None
    try:
        return person_of(waiting["challenge"]), waiting
    except LoginOver:
        return None


def wait_for_code(request: HttpRequest, challenge: str, *, next_url: str) -> None:
    """The half-login: still nobody, with a new key, and a note for the page that asks for the code."""
    if request.user.is_authenticated:
        auth.logout(request)
    request.session.cycle_key()
    request.session[HALF] = {"challenge": challenge, "next": next_url, "until": _now() + HALF_LOGIN_SECONDS}


def half_login(request: HttpRequest) -> dict[str, Any] | None:
    found = request.session.get(HALF)
    return found if found and found["until"] > _now() else None


def open_row(request: HttpRequest, user: User) -> None:
    """Every log-in, by whatever door, has a row that can be seen and ended."""
    session = open_session(
        user=user, kind=UserSession.Kind.BROWSER, visit=visit_of(request), key=request.session.session_key
    )
    request.session[ROW] = str(session.pk)
    request.session[RENEWED] = int(_now())
    request.user_session = session  # type: ignore[attr-defined]


def renew_key(request: HttpRequest) -> None:
    """After something that makes the session worth more than before."""
    request.session.cycle_key()
    session = session_of(request)
    if session is not None:
        move_session(session=session, key=request.session.session_key or "")


def safe_next(request: HttpRequest, fallback: str = "") -> str:
    """Where somebody wanted to go, if that is on this site."""
    wish = request.POST.get("next", request.GET.get("next", ""))
    return stays_here(request, wish) or fallback or resolve_url(settings.LOGIN_REDIRECT_URL)


def stays_here(request: HttpRequest, wish: str) -> str:
    """The wish, or "" if a browser could read it as an address elsewhere; only paths are believed."""
    if not wish.startswith("/") or any(ord(letter) < 33 or letter == "\\" for letter in wish):
        return ""
    ours = url_has_allowed_host_and_scheme(wish, allowed_hosts=None, require_https=request.is_secure())
    return wish if ours else ""


def freshly_confirmed(view: View) -> View:
    """Around a page that does something dangerous: whoever was not asked within ten minutes is asked first."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated or is_fresh(session_of(request)):
            return cast("HttpResponseBase", view(request, *args, **kwargs))
        back = request.get_full_path() if request.method in {"GET", "HEAD"} else reverse("accounts:security")
        ask = redirect_to_login(back, reverse("accounts:confirm"))
        if "HX-Request" in request.headers:
            return HttpResponse(status=204, headers={"HX-Redirect": ask.url})
        return ask

    return cast("View", guarded)


def with_key(view: View) -> View:
    """Around a page that exchanges keys: a password alone does not open it to somebody who has more than that."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            person = request.user
            try:
                require_key(user=person, session=session_of(request))
            except KeyNeeded as error:
                messages.error(request, str(error))
                return redirect("accounts:confirm" if has_second_factor(user=person) else "accounts:security")
        return cast("HttpResponseBase", view(request, *args, **kwargs))

    return cast("View", guarded)


def _now() -> float:
    return timezone.now().timestamp()
