"""One declaration of what a method takes and gives: it does the reading and the writing, and it is the documentation."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from roastlive.lib.api.idempotent import KEY_PATTERN, idempotent
from roastlive.lib.api.problems import PROBLEM
from roastlive.lib.api.serializers import Input, Problem

Method = TypeVar("Method", bound=Callable[..., Any])
Output = type[Serializer[Any]]

# What any endpoint may answer, beside what it gives.
USUAL = (401, 403, 429, 503)


def endpoint(
    *,
    takes: type[Input] | None = None,
    query: type[Serializer[Any]] | None = None,
    gives: Output | None = None,
    paged: bool = False,
    status: int = 200,
    refuses: tuple[int, ...] = (),
    keyed: bool = False,
    tags: tuple[str, ...] = (),
) -> Callable[[Method], Method]:
    """The method gets what was sent as `data`, what was asked as `query`, and returns what `gives` can write.

    A `paged` method returns a queryset. One that gives nothing answers 204. `refuses` are the statuses of its own errors;
    the usual ones go without saying. A `keyed` one insists on an `Idempotency-Key` and does its work once per key.
    """

    described = _description(takes, query, gives, paged, status, refuses, keyed, tags)

    def decorate(method: Method) -> Method:
        @wraps(method)
        def answer(self: Any, request: Any, *args: Any, **kwargs: Any) -> Response:
            if query is not None:
                kwargs["query"] = _valid(query, request.query_params, self, request)
            if takes is not None:
                kwargs["data"] = _valid(takes, request.data, self, request)
            result = method(self, request, *args, **kwargs)
            if isinstance(result, Response):
                return result
            if gives is None:
                return Response(status=204)
            context = {"request": request, "view": self}
            if paged:
                paginator = self.pagination_class()
                rows = paginator.paginate_queryset(result, request, view=self)
                return cast("Response", paginator.get_paginated_response(gives(rows, many=True, context=context).data))
            return Response(gives(result, context=context).data, status=status)

        return cast("Method", described(idempotent(answer) if keyed else answer))

    return decorate


def _description(
    takes: type[Input] | None,
    query: type[Serializer[Any]] | None,
    gives: Output | None,
    paged: bool,
    status: int,
    refuses: tuple[int, ...],
    keyed: bool,
    tags: tuple[str, ...],
) -> Callable[..., Any]:
    """The same as OpenAPI."""
    given = OpenApiResponse(description="Done.") if gives is None else gives(many=True) if paged else gives
    refusals = {*USUAL, *refuses}
    if query or paged or takes or keyed:
        refusals.add(400)
    if takes:
        refusals |= {413, 415}
    if keyed:
        refusals.add(409)
    # The generator takes the smallest key, as text, for the answer that matters: so all of them are pairs.
    responses: dict[Any, Any] = {(204 if gives is None else status, "application/json"): given}
    responses |= {(code, PROBLEM): Problem for code in sorted(refusals)}
    parameters: list[Any] = [*([query] if query else []), *([KEY] if keyed else [])]
    return extend_schema(request=takes, responses=responses, parameters=parameters, tags=list(tags) or None)


KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="Any text of 8 to 128 letters, digits, `-`, `_`, `.` or `:`, new for each intent and the same for each retry.",
    pattern=f"^{KEY_PATTERN}$",
)


def _valid(kind: type[Serializer[Any]], data: Any, view: Any, request: Any) -> Any:
    serializer = kind(data=data, context={"request": request, "view": view})
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data
