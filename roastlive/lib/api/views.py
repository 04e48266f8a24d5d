"""What every view of the API has in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page
from rest_framework.views import APIView

from roastlive.lib.access import Access, Policy, nobody, policy_for, public
from roastlive.lib.api.pagination import NewestFirst
from roastlive.lib.api.permissions import Follows
from roastlive.lib.errors import Invalid
from roastlive.lib.text import readable

if TYPE_CHECKING:
    from rest_framework.permissions import BasePermission
    from rest_framework.request import Request
    from rest_framework.response import Response

    from roastlive.lib.limits import Verdict


class ApiView(APIView):
    """A resource. Each method names its policy in `access`, and what it takes and gives with `@endpoint`.

    `limits` are counted beside the API's own. A `polled` list has an ETag: whoever asks again is told that nothing changed.
    """

    access: ClassVar[Access | None] = None
    limits: ClassVar[tuple[str, ...]] = ()
    polled: ClassVar[bool] = False
    http_method_names = ["get", "post", "put", "patch", "delete", "head"]
    metadata_class = None
    pagination_class: ClassVar[type[NewestFirst]] = NewestFirst

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        view = super().as_view(**initkwargs)
        return conditional_page(view) if cls.polled else view

    def get_permissions(self) -> list[BasePermission]:
        return [Follows(self._policy())]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Who, then how often, then whether: guessing what one may do is limited like doing it."""
        self.format_kwarg = self.get_format_suffix(**kwargs)
        request.accepted_renderer, request.accepted_media_type = self.perform_content_negotiation(request)
        self.perform_authentication(request)
        self.check_throttles(request)
        self.check_permissions(request)
        if not all(readable(text) for text in [request.path, *_texts(request.query_params)]):
            raise Invalid

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        answered = super().finalize_response(request, response, *args, **kwargs)
        verdict: Verdict | None = getattr(request, "rate_limit", None)
        for name, value in verdict.headers.items() if verdict else ():
            answered[name] = value
        if self.polled and request.method in {"GET", "HEAD"} and answered.status_code < 400:
            patch_cache_control(answered, private=True, no_cache=True)
        elif not answered.has_header("Cache-Control"):
            patch_cache_control(answered, no_store=True)
        return answered

    def _policy(self) -> Policy:
        method = self.request.method or ""
        stated = policy_for(self, method)
        if stated is not None:
            return stated
        # A method that does not exist is answered with 405, not with a riddle about permissions.
        exists = method.lower() in self.http_method_names and hasattr(self, method.lower())
        return nobody if exists else public


def _texts(query: Mapping[str, Any]) -> list[str]:
    values = getattr(query, "lists", query.items)()
    return [text for name, found in values for text in (name, *(found if isinstance(found, list) else [found]))]
