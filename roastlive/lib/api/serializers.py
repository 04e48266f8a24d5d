"""Explicit input, and the shape of an error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers


class Input(serializers.Serializer[Any]):
    """What an endpoint takes. A field that is not named here, or may only be read, is refused rather than ignored."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            writable = {field.field_name for field in self._writable_fields}
            unknown = [str(name) for name in data if name not in writable]
            if unknown:
                raise serializers.ValidationError({name: [_("This cannot be set.")] for name in unknown[:20]})
        return super().to_internal_value(data)


class Problem(serializers.Serializer[Any]):
    """Something was refused; `code` says what to a program, `detail` to a person."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    errors = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()), required=False
    )
    request_id = serializers.CharField(required=False)
