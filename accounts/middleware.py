"""Every request of somebody who is logged in is asked whether their device still is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from asgiref.sync import sync_to_async
from django.contrib import auth
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts.services.sessions import live_session, move_session
from accounts.session_store import key_hash
from accounts.visits import visit_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from accounts.models import User, UserSession

# In the browser's session: the row, and when the session was last written for its own sake.
ROW = "user_session"
RENEWED = "renewed"
RENEW_SECONDS = 24 * 3600


class SessionRowMiddleware:
    """`request.user` is somebody only while their UserSession lives. Asked when first needed, then remembered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(lambda: _person(request))  # type: ignore[assignment]

        async def auser() -> User | AnonymousUser:
            return await sync_to_async(_person)(request)

        request.auser = auser
        return self.get_response(request)


def session_of(request: HttpRequest) -> UserSession | None:
    """The device that asks; None for those who are not logged in."""
    if not request.user.is_authenticated:
        return None
    return getattr(request, "user_session", None)


def _person(request: HttpRequest) -> User | AnonymousUser:
    user = auth.get_user(request)
    if not user.is_authenticated:
        return user
    session = live_session(user_id=user.pk, session_id=request.session.get(ROW), visit=lambda: visit_of(request))
    if session is None:
        request.session.flush()
        return AnonymousUser()
    key = request.session.session_key or ""
    if session.key_hash != key_hash(key):
        # Django gives a new key by itself, when somebody at the desk changes their own password.
        move_session(session=session, key=key)
    if timezone.now().timestamp() - request.session.get(RENEWED, 0) > RENEW_SECONDS:
        # Written anew, cookie and all, so that both live as long as the row.
        request.session[RENEWED] = int(timezone.now().timestamp())
    request.user_session = session  # type: ignore[attr-defined]
    return user
