"""The content security policy: the house's own everywhere, and one word more where the admin's theme runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csp.constants import UNSAFE_EVAL
from csp.middleware import CSPMiddleware, PolicyParts

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase


class PolicyMiddleware(CSPMiddleware):
    """The theme's Alpine.js compiles the expressions of its own templates, so pages of the admin may evaluate text.

    Everything else stays forbidden there too: no inline script, no inline style, nothing from another origin.
    """

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        match = request.resolver_match
        if match is not None and "admin" in match.app_names and parts.update is None:
            parts.update = {"script-src": [UNSAFE_EVAL]}
        return parts
