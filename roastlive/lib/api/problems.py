"""Errors as `application/problem+json` (RFC 9457): always one shape, always a stable `code`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog
from django.core.signals import got_request_exception
from django.http import JsonResponse
from rest_framework.response import Response
from rest_framework.views import set_rollback

from roastlive.lib.errors import Description, describe, fault

if TYPE_CHECKING:
    from django.http import HttpResponse

PROBLEM = "application/problem+json"


def answer_exception(error: Exception, context: dict[str, Any]) -> Response:
    """REST framework's exception handler. What cannot be explained is a fault of ours: the request's line tells which."""
    described = describe(error)
    if described is None:
        got_request_exception.send(sender=answer_exception, request=context["request"]._request)
        described = fault()
    set_rollback()
    return Response(problem(described), status=described.status, content_type=PROBLEM, headers=headers_of(described))


def problem_response(described: Description) -> HttpResponse:
    """The same outside of REST framework: for middleware that answers programs."""
    return JsonResponse(
        problem(described), status=described.status, content_type=PROBLEM, headers=headers_of(described)
    )


def problem(described: Description) -> dict[str, Any]:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": described.title,
        "status": described.status,
        "code": described.code,
        "detail": described.detail,
    }
    if described.errors:
        body["errors"] = described.errors
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    if request_id:
        body["request_id"] = str(request_id)
    return body


def headers_of(described: Description) -> dict[str, str]:
    headers = {}
    if described.retry_after is not None:
        # Rounded up: whoever waits as long as they are told must not come too early.
        headers["Retry-After"] = str(max(1, int(-(-described.retry_after // 1))))
    if described.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="api"'
    return headers
