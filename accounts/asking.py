"""Who asks for a page that only people who are logged in get, and from where in a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from uuid import UUID

from accounts.models import CreatorProfile, User
from accounts.selectors import profile_of
from roastlive.lib.errors import Invalid, NotFound

if TYPE_CHECKING:
    from django.http import HttpRequest
    from rest_framework.request import Request


def person_of(request: HttpRequest | Request) -> User:
    """The policy has made sure that there is one; this says so to the type checker."""
    return cast("User", request.user)


def creator_of(request: HttpRequest | Request) -> CreatorProfile:
    """Raises NotFound for those who are no creators."""
    profile = profile_of(person_of(request))
    if profile is None:
        raise NotFound
    return profile


def id_in(text: str) -> UUID | None:
    """An id as an address or a form gives it; None for nothing. Raises Invalid."""
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid from error
