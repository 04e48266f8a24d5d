"""What people see when something cannot be done: a page, a notice within a page, or a problem document for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpResponse
from django.template import TemplateDoesNotExist
from django.template.loader import select_template
from django.utils.cache import add_never_cache_headers
from django.utils.html import escape, format_html
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from roastlive.lib.api.problems import headers_of, problem_response
from roastlive.lib.errors import Description, describe, fault

if TYPE_CHECKING:
    from django.http import HttpRequest

log = structlog.get_logger(__name__)

API = "/api/"


class DomainErrorMiddleware:
    """Answers what a page's view raised, if it can be explained. What cannot stays an exception, logged and answered by 500."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        described = describe(exception)
        if described is None:
            return None
        if described.status >= 500:
            # A store that is away is expected, and still worth its traceback in the request's line.
            request.unexpected = (type(exception), exception, exception.__traceback__)  # type: ignore[attr-defined]
        return answer(request, described)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(
        request, describe(exception) or Description(status=400, code="invalid", detail=_("That made no sense."))
    )


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, describe(exception) or fault())


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, describe(exception) or fault())


def server_error(request: HttpRequest) -> HttpResponse:
    """Also reached by what middleware raises, where a store that is away is no fault of ours."""
    exception = sys.exc_info()[1]
    return answer(request, (describe(exception) if exception else None) or fault())


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    detail = _("This form was open for too long, or came from somewhere else. Reload the page and send it again.")
    return answer(request, Description(status=403, code="csrf", detail=detail))


def answer(request: HttpRequest, described: Description) -> HttpResponse:
    """The same description, in the form the asker can use."""
    if request.path_info.startswith(API):
        return problem_response(described)
    make = notice if request.headers.get("HX-Request") == "true" else page
    response = make(request, described)
    for name, value in headers_of(described).items():
        response[name] = value
    add_never_cache_headers(response)
    return response


def notice(request: HttpRequest, described: Description) -> HttpResponse:
    """htmx swaps no failed answer into a page; the page's own script shows this event as a notice instead."""
    response = HttpResponse(escape(described.detail), status=described.status)
    response["HX-Reswap"] = "none"
    response["HX-Trigger"] = json.dumps({"notice": {"kind": "error", **context(request, described)}})
    return response


def page(request: HttpRequest, described: Description) -> HttpResponse:
    family = 500 if described.status >= 500 else 400
    names = [f"errors/{described.status}.html", f"errors/{family}.html"]
    # With a store away, whatever a page wants to know about the asker could fail again.
    aware = request if described.status < 500 else None
    values = {"error": context(request, described), "site_name": settings.SITE_NAME}
    try:
        return HttpResponse(select_template(names).render(values, aware), status=described.status)
    except (DatabaseError, RedisError, TemplateDoesNotExist) as error:
        log.warning("error_page_not_rendered", status=described.status, error=str(error))
        return HttpResponse(plain_page(described), status=described.status)


def plain_page(described: Description) -> str:
    return format_html(
        "<!doctype html><meta charset=utf-8><title>{title}</title><h1>{title}</h1><p>{detail}</p><p><a href=/>{home}</a></p>",
        title=described.title,
        detail=described.detail,
        home=settings.SITE_NAME,
    )


def context(request: HttpRequest, described: Description) -> dict[str, object]:
    """What a template or a program may know of the error."""
    return {**asdict(described), "title": described.title, "request_id": getattr(request, "request_id", "")}
