"""Limits on the API, told to programs in headers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.throttling import BaseThrottle

from roastlive.lib.limits.pages import person_or_household
from roastlive.lib.limits.spending import Verdict, insist, spend

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView


class LimitThrottle(BaseThrottle):
    """Every call counts against "api", and against the `limits` that the view names beside it."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        who = person_or_household(request)
        names = ("api", *getattr(view, "limits", ()))
        verdict: Verdict = spend(*((name, who) for name in names))
        # The view's last step writes it into headers, refused or not.
        request._request.rate_limit = verdict  # type: ignore[attr-defined]
        insist(verdict)
        return True
