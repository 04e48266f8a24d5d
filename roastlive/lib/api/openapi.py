"""How our views and serializers are told in OpenAPI."""

from __future__ import annotations

import inspect
from types import FunctionType
from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema


class HouseSchema(AutoSchema):
    """What a method says of itself, or else what its own view says, but never what every view inherits."""

    def get_description(self) -> str:  # type: ignore[override]
        method = getattr(self.view, self.method.lower(), None)
        own = vars(type(self.view)).get("__doc__")
        return inspect.cleandoc(getattr(method, "__doc__", None) or own or "")

    def get_operation_id(self) -> str:
        """Emptying a list is not deleting one thing of it."""
        name = str(super().get_operation_id())
        empties = self.method == "DELETE" and not self.path.rstrip("/").endswith("}")
        return name.removesuffix("_destroy") + "_clear" if empties else name

    def _map_response_type_hint(self, method: Any) -> Any:
        """A computed field is told by what it returns. What it takes may have a name that only type checkers import."""

        def returns() -> None: ...

        function = getattr(method, "__func__", method)
        stand_in = FunctionType(returns.__code__, getattr(function, "__globals__", {}), function.__name__)
        vars(stand_in).update(vars(function))
        stand_in.__annotations__ = {k: v for k, v in getattr(function, "__annotations__", {}).items() if k == "return"}
        return super()._map_response_type_hint(stand_in)


class InputSchema(OpenApiSerializerExtension):
    """Tells the schema that an input is closed."""

    target_class = "roastlive.lib.api.serializers.Input"
    match_subclasses = True

    def map_serializer(self, auto_schema: AutoSchema, direction: str) -> Any:
        mapped = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        return mapped | {"additionalProperties": False}
