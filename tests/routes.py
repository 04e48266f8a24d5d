"""Walks the addresses of the house and says which of them state no policy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver
from django.views import View

from roastlive.lib.access import policy_for
from roastlive.lib.api.views import ApiView

Routes = Iterable[URLPattern | URLResolver]


def every_route(patterns: Routes, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Each address as a pattern, with the view that answers there."""
    for pattern in patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from every_route(pattern.url_patterns, address)
        else:
            yield address, pattern.callback


def without_policy(patterns: Routes) -> list[str]:
    """Every address, and for the API every method of it, of which nobody has said who may call it."""
    return [f"{method} /{address}" for address, view in every_route(patterns) for method in _unguarded_methods(view)]


def _unguarded_methods(view: Any) -> list[str]:
    api = getattr(view, "cls", None)
    if api is None:
        return [] if policy_for(view, "GET") else ["ANY"]
    # Other API views read `permission_classes`, and would let our policies be written on them without asking them.
    if not issubclass(api, ApiView):
        return ["ANY"]
    stated = type("Initialised", (api,), view.initkwargs)
    return [method for method in _methods(view, api) if policy_for(stated, method) is None]


def _methods(view: Any, api: type[View]) -> list[str]:
    actions = getattr(view, "actions", None)
    names = actions or [name for name in api.http_method_names if hasattr(api, name)]
    return [name.upper() for name in names]
