"""One line for each request, and one id that ties together everything that was done for it."""

from __future__ import annotations

import logging
import re
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.core.signals import got_request_exception
from django.utils.functional import SimpleLazyObject, empty

from roastlive.lib.addresses import address_of
from roastlive.lib.http.caller import Caller, current_caller
from roastlive.lib.http.measures import observe_request
from roastlive.lib.ids import uuid7

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

log = structlog.get_logger("request")

WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
# What is asked every few seconds by machines would bury what people do.
QUIET_ROUTES = frozenset({"healthz", "readyz", "metrics"})


def request_id_from(offered: str | None) -> str:
    """The id that a proxy or a client gave, if it has the form of one; otherwise a new one."""
    if offered and WELL_FORMED.fullmatch(offered):
        return offered
    return str(uuid7())


def route_of(request: HttpRequest) -> str:
    """The pattern that matched, never the path itself: paths carry names and one-time keys."""
    match = request.resolver_match
    if match is not None:
        return match.route
    return "static" if request.path_info.startswith(settings.STATIC_URL) else "unmatched"


def user_id_of(request: HttpRequest) -> str | None:
    """Who asked, if anybody looked; a line in a log is no reason to load a session."""
    user = request.__dict__.get("user")
    if user is None or (isinstance(user, SimpleLazyObject) and user._wrapped is empty):
        return None
    return str(user.pk) if user.pk is not None else None


class RequestLogMiddleware:
    """The outermost middleware: gives the request its id, and says at the end what became of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        got_request_exception.connect(remember_exception)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        request.request_id = request_id_from(request.headers.get("X-Request-ID"))  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        calling = current_caller.set(Caller(address_of(request), request.request_id))  # type: ignore[attr-defined]
        with structlog.contextvars.bound_contextvars(request_id=request.request_id):  # type: ignore[attr-defined]
            try:
                response = self.get_response(request)
            finally:
                current_caller.reset(calling)
            response["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
            write_line(request, response.status_code, time.perf_counter() - started)
        return response


def write_line(request: HttpRequest, status: int, seconds: float) -> None:
    route = route_of(request)
    observe_request(method=request.method or "", route=route, status=status, seconds=seconds)
    log.log(
        level_of(route, status),
        "request",
        method=request.method,
        route=route,
        status=status,
        duration_ms=round(seconds * 1000, 1),
        user_id=user_id_of(request),
        address=address_of(request),
        exc_info=request.__dict__.pop("unexpected", None),
    )


def level_of(route: str, status: int) -> int:
    if status >= 500:
        # A store that is away is said once a request, and is no mistake of the code that the request ran.
        return logging.WARNING if status == 503 else logging.ERROR
    return logging.DEBUG if route in QUIET_ROUTES or route == "static" else logging.INFO


def remember_exception(request: HttpRequest | None = None, **_: object) -> None:
    """Django answers 500 for what nobody expected; the traceback belongs to the request's line."""
    if request is not None:
        request.unexpected = sys.exc_info()  # type: ignore[attr-defined]


class SaidByRequestLine(logging.Filter):
    """Drops Django's own line about a request that gets a line of ours."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not hasattr(getattr(record, "request", None), "request_id")


class RouteForPath(logging.Filter):
    """Keeps what a library says about a request, but names the route instead of the path."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is not None:
            record.msg, record.args = record.getMessage().replace(request.path, route_of(request)), ()
        return True
