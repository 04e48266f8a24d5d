"""`Idempotency-Key` on what moves money."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.utils.translation import gettext_lazy as _
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from roastlive.lib.errors import Invalid, NotSignedIn
from roastlive.lib.idempotency import once

Method = TypeVar("Method", bound=Callable[..., Response])

KEY_PATTERN = "[A-Za-z0-9_.:-]{8,128}"
REPLAYED = "Idempotent-Replayed"


class IdempotencyKeyMissing(Invalid):
    code = "idempotency_key_missing"
    detail = _("Send an Idempotency-Key header: a new one for each intent, the same one for each retry.")


class IdempotencyKeyInvalid(Invalid):
    code = "idempotency_key_invalid"
    detail = _("An Idempotency-Key has 8 to 128 letters, digits, hyphens, underscores, dots or colons.")


class _Refused(Exception):
    """Carries a refusal out of the transaction, which must leave nothing behind."""

    def __init__(self, response: Response) -> None:
        self.response = response


def idempotent(method: Method) -> Method:
    """Around a view's method, a transaction that holds its effect and the memory of its answer."""

    @wraps(method)
    def answer_once(self: Any, request: Any, *args: Any, **kwargs: Any) -> Response:
        if not request.user.is_authenticated:
            raise NotSignedIn

        def work() -> dict[str, Any]:
            response = method(self, request, *args, **kwargs)
            if response.status_code >= 400:
                raise _Refused(response)
            # As REST framework writes it, so that a repetition does not differ by a comma.
            data = json.loads(json.dumps(response.data, cls=JSONEncoder))
            return {"status": response.status_code, "data": data, "location": response.headers.get("Location")}

        body = {"path": request.get_full_path(), "data": request.data}
        try:
            answer = once(
                caller=str(request.user.pk),
                scope=f"{request.method} {type(self).__name__}",
                key=key_of(request),
                body=body,
                work=work,
            )
        except _Refused as refused:
            return refused.response
        response = Response(answer.value["data"], status=answer.value["status"])
        if answer.value["location"]:
            response["Location"] = answer.value["location"]
        if answer.replayed:
            response[REPLAYED] = "true"
        return response

    return cast("Method", answer_once)


def key_of(request: Any) -> str:
    """Raises IdempotencyKeyMissing, IdempotencyKeyInvalid."""
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        raise IdempotencyKeyMissing
    if not re.fullmatch(KEY_PATTERN, key):
        raise IdempotencyKeyInvalid
    return cast("str", key)
