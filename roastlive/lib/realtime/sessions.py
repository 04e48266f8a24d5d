"""From a socket's cookie to a person. Sockets only read sessions: a socket cannot give the browser a new cookie."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model, load_backend
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, parse_cookie
from django.utils.crypto import constant_time_compare
from django.utils.translation import get_language_from_request

from roastlive.lib.addresses import household_of
from roastlive.lib.realtime.visitor import Visitor, cookies_of

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.sessions.backends.base import SessionBase

# Whether this session makes this user fully logged in. Every rule must agree; apps add theirs when they are ready.
SessionRule = Callable[["SessionBase", "AbstractBaseUser"], bool]
session_rules: list[SessionRule] = []


def session_rule(rule: SessionRule) -> SessionRule:
    """Add a rule: a second factor that must have been given, a device that must not have been revoked."""
    session_rules.append(rule)
    return rule


async def visitor_of(scope: dict[str, Any]) -> Visitor:
    """Who opens this socket; costs a query or two for those who have a session, and none for others."""
    cookies = parse_cookie(cookies_of(scope))
    session_key = cookies.get(settings.SESSION_COOKIE_NAME)
    if session_key and not session_key.isprintable():
        session_key = None
    user = await database_sync_to_async(user_of_session)(session_key) if session_key else None
    return Visitor(
        user=user or AnonymousUser(),
        session_key=session_key if user is not None else None,
        household=household_of(scope),
        language=_language(scope, cookies),
    )


async def still_signed_in(visitors: Iterable[Visitor]) -> dict[Visitor, bool]:
    """Which of these would be the same people if they came now; one trip to the database's thread for all."""
    found: dict[Visitor, bool] = await database_sync_to_async(_still_signed_in)(list(visitors))
    return found


def _still_signed_in(visitors: list[Visitor]) -> dict[Visitor, bool]:
    keys = {visitor.session_key for visitor in visitors if visitor.session_key}
    users = {key: user_of_session(key) for key in keys}
    return {visitor: visitor.session_key is None or users[visitor.session_key] == visitor.user for visitor in visitors}


def user_of_session(session_key: str) -> AbstractBaseUser | None:
    """What `django.contrib.auth.get_user` finds, without its writes: it cycles and flushes sessions."""
    session: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    backend_path = session.get(BACKEND_SESSION_KEY)
    if backend_path not in settings.AUTHENTICATION_BACKENDS:
        return None
    user = load_backend(backend_path).get_user(get_user_model()._meta.pk.to_python(session[SESSION_KEY]))
    if user is None or not _hash_fits(user, session.get(HASH_SESSION_KEY, "")):
        return None
    return user if all(rule(session, user) for rule in session_rules) else None


def _hash_fits(user: AbstractBaseUser, found: str) -> bool:
    """The session was opened with the password the person has now."""
    hashes = (user.get_session_auth_hash(), *user.get_session_auth_fallback_hash())
    return any(constant_time_compare(found, good) for good in hashes)


def _language(scope: dict[str, Any], cookies: dict[str, str]) -> str:
    request = HttpRequest()
    request.COOKIES = cookies
    for name, value in scope.get("headers", ()):
        if name == b"accept-language":
            request.META["HTTP_ACCEPT_LANGUAGE"] = value.decode("latin-1")
    return get_language_from_request(request)
