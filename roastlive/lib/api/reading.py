"""An OpenAPI document, put in the order in which people read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Entry:
    """A parameter, or a field of a body."""

    name: str
    kind: str
    where: str = ""
    required: bool = False
    text: str = ""


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    anchor: str
    summary: str
    parameters: list[Entry]
    takes: list[Entry]
    gives: list[Entry]
    answers: list[tuple[str, str]]


@dataclass
class Chapter:
    name: str
    operations: list[Operation] = field(default_factory=list)


def chapters(schema: Json) -> list[Chapter]:
    """Operations by tag, in the order of their paths."""
    found: dict[str, Chapter] = {}
    for path, method, described in _operations(schema):
        name = (described.get("tags") or ["api"])[0]
        chapter = found.setdefault(name, Chapter(name))
        chapter.operations.append(_operation(schema, path, method, described))
    return sorted(found.values(), key=lambda chapter: chapter.name)


def _operations(schema: Json) -> Iterator[tuple[str, str, Json]]:
    for path, methods in sorted(schema["paths"].items()):
        for method, described in methods.items():
            yield path, method, described


def _operation(schema: Json, path: str, method: str, described: Json) -> Operation:
    parameters = [
        Entry(p["name"], _kind(schema, p["schema"]), p["in"], p.get("required", False), p.get("description", ""))
        for p in described.get("parameters", [])
    ]
    answers = described.get("responses", {})
    good: Json = next((answer for status, answer in answers.items() if status.startswith("2")), {})
    return Operation(
        method=method.upper(),
        path=path,
        anchor=described["operationId"],
        summary=described.get("description", ""),
        parameters=parameters,
        takes=_fields(schema, _body(described.get("requestBody", {}))),
        gives=_fields(schema, _body(good)),
        answers=[(status, _meaning(status)) for status in answers],
    )


def _body(container: Json) -> Json:
    return next((content.get("schema", {}) for content in container.get("content", {}).values()), {})


def _fields(schema: Json, body: Json) -> list[Entry]:
    """The fields of an object; those of its rows, if it is a page."""
    body = _resolved(schema, body)
    rows = body.get("properties", {}).get("results")
    if rows:
        body = _resolved(schema, rows["items"])
    required = body.get("required", [])
    return [
        Entry(name, _kind(schema, inner), "", name in required, inner.get("description", ""))
        for name, inner in body.get("properties", {}).items()
    ]


def _kind(schema: Json, inner: Json) -> str:
    """A type with its bounds, as one would say it: `integer 1–1000`, `string ≤ 200`, `fire | laugh`."""
    inner = _resolved(schema, inner)
    if "enum" in inner:
        return " | ".join(str(choice) for choice in inner["enum"] if choice not in (None, ""))
    if inner.get("type") == "array":
        return f"[{_kind(schema, inner.get('items', {}))}]"
    kind = str(inner.get("format") or inner.get("type") or "object")
    low = inner.get("minimum", inner.get("minLength"))
    high = inner.get("maximum", inner.get("maxLength"))
    if low is not None and high is not None:
        return f"{kind} {low}–{high}"
    return f"{kind} ≤ {high}" if high is not None else f"{kind} ≥ {low}" if low is not None else kind


def _resolved(schema: Json, inner: Json) -> Json:
    while "$ref" in inner or len(inner.get("allOf", [])) == 1:
        reference = inner.get("$ref") or inner["allOf"][0].get("$ref")
        if reference is None:
            return dict(inner["allOf"][0])
        inner = schema["components"]["schemas"][reference.rsplit("/", 1)[1]]
    return inner


def _meaning(status: str) -> str:
    return HTTPStatus(int(status)).phrase if status.isdigit() else ""
