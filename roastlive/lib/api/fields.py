"""Fields that take what they say and nothing like it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from roastlive.lib.text import clean_line, clean_text


class TokenAmountField(serializers.IntegerField):
    """A whole number of tokens, points or cents, as a JSON number within bounds. Text, fractions and true are refused."""

    default_error_messages = {"invalid": _("This must be a whole number, written as one.")}

    def __init__(self, *, min_value: int, max_value: int, **kwargs: Any) -> None:
        super().__init__(min_value=min_value, max_value=max_value, **kwargs)

    def to_internal_value(self, data: object) -> int:
        if type(data) is not int:
            self.fail("invalid")
        return data


class _TextField(serializers.CharField):
    default_error_messages = {"invalid": _("This must be text.")}

    def __init__(self, *, maximum: int, minimum: int = 0, **kwargs: Any) -> None:
        self.minimum = minimum
        kwargs.setdefault("allow_blank", minimum == 0)
        super().__init__(max_length=maximum, min_length=minimum or None, trim_whitespace=False, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        # What is too long before it is cleaned is too long: the schema says so, and programs go by the schema.
        if isinstance(data, str) and self.max_length is not None and len(data) > self.max_length:
            self.fail("max_length", max_length=self.max_length)
        return super().run_validation(data)


class LineField(_TextField):
    """One line of text, cleaned."""

    def to_internal_value(self, data: object) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return clean_line(data, maximum=self.max_length or 0, minimum=self.minimum)


class ParagraphsField(_TextField):
    """Several lines of text, cleaned."""

    def to_internal_value(self, data: object) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return clean_text(data, maximum=self.max_length or 0, minimum=self.minimum)
