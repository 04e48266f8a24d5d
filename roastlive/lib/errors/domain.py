"""Refusals. An app subclasses the nearest one and gives it a code of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class DomainError(Exception):
    """A rule of the house says no. Nothing was changed, and the person may know why.

    `code` is for programs and never changes; `detail` is for people, and may name values of `context` as `%(name)s`.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400
    detail: StrOrPromise = _("That is not possible.")

    def __init__(
        self,
        detail: StrOrPromise | None = None,
        *,
        errors: Mapping[str, Sequence[StrOrPromise]] | None = None,
        **context: object,
    ) -> None:
        super().__init__(self.code)
        if detail is not None:
            self.detail = detail
        self.errors = {field: list(messages) for field, messages in (errors or {}).items()}
        self.context = context

    def __str__(self) -> str:
        """The detail in the reader's language: translated now, not when it was raised."""
        return str(self.detail) % self.context if self.context else str(self.detail)


class Invalid(DomainError):
    code = "invalid"
    detail = _("Some of this cannot be accepted.")


class NotSignedIn(DomainError):
    code = "not_signed_in"
    status = 401
    detail = _("Log in first.")


class Forbidden(DomainError):
    code = "forbidden"
    status = 403
    detail = _("You may not do that.")


class NotFound(DomainError):
    """Also the answer for what exists but is none of the asker's business."""

    code = "not_found"
    status = 404
    detail = _("There is nothing here.")


class Conflict(DomainError):
    code = "conflict"
    status = 409
    detail = _("That does not fit with how things stand now.")


class Gone(DomainError):
    code = "gone"
    status = 410
    detail = _("This is no longer here.")


class TooLarge(DomainError):
    code = "too_large"
    status = 413
    detail = _("That is too large.")


class _Later(DomainError):
    """Trying again makes sense, after `retry_after` seconds."""

    def __init__(
        self,
        detail: StrOrPromise | None = None,
        *,
        retry_after: float = 5,
        errors: Mapping[str, Sequence[StrOrPromise]] | None = None,
        **context: object,
    ) -> None:
        super().__init__(detail, errors=errors, **context)
        self.retry_after = retry_after


class Limited(_Later):
    code = "rate_limited"
    status = 429
    detail = _("That was a lot at once. Take a breath and try again in a moment.")


class Unavailable(_Later):
    code = "unavailable"
    status = 503
    detail = _("This part of the house is resting for a moment. Try again shortly.")
