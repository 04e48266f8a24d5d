"""Reading JSON as RFC 8259 means it, and no more of it than fits."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.parsers import BaseParser

from roastlive.lib.errors import Invalid, TooLarge
from roastlive.lib.text import readable

DEPTH = 32
# As many digits as the largest 64-bit number has; Python would take any number of them.
DIGITS = 20


class Malformed(Invalid):
    code = "malformed"
    detail = gettext_lazy("This is not JSON as we read it: %(reason)s")


class StrictJSONParser(BaseParser):
    media_type = "application/json"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise TooLarge
        try:
            return loads(body)
        except (ValueError, RecursionError) as error:
            raise Malformed(reason=str(error)) from error


def loads(body: bytes | str) -> Any:
    """Parse strictly. Refuses with ValueError what parsers elsewhere would read differently, or choke on.

    That is NaN and infinities, a key given twice, numbers too long to be meant, half characters, NUL, and deep nesting.
    """
    value = json.loads(
        body.decode() if isinstance(body, bytes) else body,
        parse_constant=_no_constant,
        parse_int=_int,
        parse_float=_float,
        object_pairs_hook=_object,
    )
    _examine(value)
    return value


def _no_constant(name: str) -> None:
    raise ValueError(_("%s is not a number.") % name)


def _int(digits: str) -> int:
    if len(digits) > DIGITS:
        raise ValueError(_("A number has too many digits."))
    return int(digits)


def _float(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(_("A number is too large."))
    return number


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(_("A key is given twice."))
    return found


def _examine(value: Any) -> None:
    level = [value]
    for _depth in range(DEPTH):
        below: list[Any] = []
        for item in level:
            if isinstance(item, str) and not readable(item):
                raise ValueError(_("A text contains characters that cannot be kept."))
            if isinstance(item, dict):
                below += [*item.keys(), *item.values()]
            elif isinstance(item, list):
                below += item
        if not below:
            return
        level = below
    raise ValueError(_("This is nested too deeply."))
