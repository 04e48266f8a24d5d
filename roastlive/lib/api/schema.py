"""The API described: for programs as OpenAPI, for people as a page."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from roastlive.lib.access import public
from roastlive.lib.api.reading import chapters
from roastlive.lib.api.views import ApiView
from roastlive.lib.errors import NotFound


class OpenApiRenderer(JSONRenderer):
    media_type = "application/vnd.oai.openapi+json"
    charset = "utf-8"


@cache
def openapi(_language: str | None) -> dict[str, Any]:
    """It follows from the code alone, so that it is made once a process and language."""
    return SchemaGenerator().get_schema(request=None, public=True)


class Schema(ApiView):
    """The OpenAPI document of everything below /api/v1/."""

    access = public
    polled = True
    renderer_classes = [OpenApiRenderer, JSONRenderer]

    @extend_schema(exclude=True)
    def get(self, request: Any) -> Response:
        return Response(openapi(get_language()))


class NoSuchResource(ApiView):
    """Whatever lies below /api/v1/ and is nothing: a program that loses its way is not answered with a page."""

    access = public

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise NotFound


@public
@require_safe
def handbook(request: Any) -> Any:
    """The same document as a page that needs no script."""
    schema = openapi(get_language())
    return render(request, "kernel/api.html", {"info": schema["info"], "chapters": chapters(schema)})
