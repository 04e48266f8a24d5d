"""Who is at the other end of a socket."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

# Who keeps the SHA-256 of a session's key in hexadecimal has its tag in the first characters.
TAG_LENGTH = 32


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """A person, or an AnonymousUser: nobody is a person here before the whole log-in, second factor included, is done."""

    user: AbstractBaseUser | AnonymousUser
    session_key: str | None
    # What limits by address count as one.
    household: str
    language: str

    @property
    def person(self) -> str | None:
        return str(self.user.pk) if self.user.is_authenticated else None

    @property
    def session(self) -> str | None:
        return None if self.session_key is None else session_tag(self.session_key)


def session_tag(session_key: str) -> str:
    """What a session is called where its key, which is a password, has no business."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:TAG_LENGTH]


def cookies_of(scope: dict[str, Any]) -> str:
    """HTTP allows the header once, HTTP/2 in pieces."""
    return "; ".join(value.decode("latin-1") for name, value in scope.get("headers", ()) if name == b"cookie")
