"""One reading of every error that can be explained; pages, API and sockets only differ in how they print it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from django.core import exceptions as django_errors
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from redis.exceptions import ConnectionError as RedisAway
from redis.exceptions import TimeoutError as RedisSlow
from rest_framework import exceptions as api_errors

from roastlive.lib.errors import domain
from roastlive.lib.errors.constraints import broken_rule

# Where errors that belong to no single field are listed.
EVERYTHING = "non_field_errors"


@dataclass(frozen=True, kw_only=True)
class Description:
    """What a person and a program are told. `retry_after` in seconds, where waiting helps."""

    status: int
    code: str
    detail: str
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    retry_after: float | None = None

    @property
    def title(self) -> str:
        return HTTPStatus(self.status).phrase


def describe(error: BaseException) -> Description | None:
    """What to say about an error; None if it is a fault of ours, which is logged and answered with 500."""
    if isinstance(error, domain.DomainError):
        return _of_domain(error)
    if isinstance(error, api_errors.APIException):
        return _of_api(error)
    if isinstance(error, django_errors.ValidationError):
        return _of_validation(error)
    if isinstance(error, IntegrityError):
        return _of_constraint(error)
    for kinds, meaning in _MEANINGS:
        if isinstance(error, kinds):
            return _of_domain(meaning())
    # Text that UTF-8 has no bytes for: half a surrogate pair, which only a hostile client sends.
    if isinstance(error, UnicodeEncodeError) and "surrogate" in error.reason:
        return _of_domain(domain.Invalid())
    return None


def socket_error(error: BaseException, reference: object = None) -> dict[str, object]:
    """The frame that answers a websocket message which could not be done; `reference` is the message's own id."""
    described = describe(error) or fault()
    frame: dict[str, object] = {
        "t": "error",
        "id": reference,
        "code": described.code,
        "detail": described.detail,
    }
    if described.errors:
        frame["errors"] = described.errors
    if described.retry_after is not None:
        frame["retry_after"] = round(described.retry_after, 1)
    return frame


def fault() -> Description:
    """What is said when something of ours is broken: nothing about what it was."""
    return Description(status=500, code="fault", detail=_("Something of ours broke. It has been written down."))


_MEANINGS: tuple[tuple[tuple[type[BaseException], ...], type[domain.DomainError]], ...] = (
    ((Http404,), domain.NotFound),
    ((django_errors.PermissionDenied,), domain.Forbidden),
    ((django_errors.RequestDataTooBig,), domain.TooLarge),
    ((django_errors.SuspiciousOperation, django_errors.BadRequest), domain.Invalid),
    ((MultiPartParserError, UnreadablePostError), domain.Invalid),
    # A value that no column can hold (NUL, an integer beyond 64 bits) got past a form or serializer.
    ((DataError,), domain.Invalid),
    ((OperationalError, InterfaceError, RedisAway, RedisSlow), domain.Unavailable),
)


def _of_domain(error: domain.DomainError) -> Description:
    return Description(
        status=error.status,
        code=error.code,
        detail=str(error),
        errors={name: [str(message) for message in messages] for name, messages in error.errors.items()},
        retry_after=getattr(error, "retry_after", None),
    )


_CODES_OF_STATUS = {
    401: "not_signed_in",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    415: "unsupported_media_type",
    429: "rate_limited",
}


def _of_api(error: api_errors.APIException) -> Description:
    if isinstance(error, api_errors.ValidationError):
        return _of_fields(_flatten(error.detail))
    status = error.status_code
    # REST framework turns 401 into 403 for clients that cannot send a header; the code of the status stays honest.
    if isinstance(error, (api_errors.NotAuthenticated, api_errors.AuthenticationFailed)):
        status = HTTPStatus.UNAUTHORIZED
    wait = getattr(error, "wait", None)
    return Description(
        status=status,
        code=_CODES_OF_STATUS.get(status, str(error.default_code)),
        detail=str(error.detail),
        retry_after=float(wait) if wait is not None else None,
    )


def _of_validation(error: django_errors.ValidationError) -> Description:
    if hasattr(error, "error_dict"):
        fields = {
            EVERYTHING if name == django_errors.NON_FIELD_ERRORS else name: m for name, m in error.message_dict.items()
        }
        return _of_fields(fields)
    return _of_fields({EVERYTHING: error.messages})


def _of_constraint(error: IntegrityError) -> Description | None:
    rule = broken_rule(error)
    if rule is None:
        return None
    return Description(status=409, code=rule.code, detail=rule.message or str(domain.Conflict.detail))


def _of_fields(errors: Mapping[str, Sequence[str]]) -> Description:
    own = errors.get(EVERYTHING)
    detail = own[0] if own and len(errors) == 1 else str(domain.Invalid.detail)
    return Description(status=400, code=domain.Invalid.code, detail=detail, errors=dict(errors))


def _flatten(detail: object, path: str = "") -> dict[str, list[str]]:
    """Nested errors under dotted names: `items.0.amount`."""
    if isinstance(detail, dict):
        parts = [(f"{path}.{name}" if path else str(name), inner) for name, inner in detail.items()]
    elif isinstance(detail, list) and any(isinstance(inner, (dict, list)) for inner in detail):
        parts = [(f"{path}.{number}" if path else str(number), inner) for number, inner in enumerate(detail)]
    else:
        messages = detail if isinstance(detail, list) else [detail]
        return {path or EVERYTHING: [str(message) for message in messages]} if messages else {}
    found: dict[str, list[str]] = {}
    for name, inner in parts:
        found.update(_flatten(inner, name))
    return found
