"""What a personal access token may be allowed. Apps above register what of theirs a program may reach.

A view says `scope = "notifications"`; a token then needs `notifications:read` to look and `notifications:write` to change. A
view that names no scope is reached by no token: keys, sessions and tokens themselves stay with people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Scope:
    name: str
    label: StrOrPromise


_scopes: dict[str, Scope] = {}


def register_scope(area: str, *, read: StrOrPromise = "", write: StrOrPromise = "") -> None:
    """Registering the same area again replaces what was said before."""
    for name, label in ((f"{area}:read", read), (f"{area}:write", write)):
        if label:
            _scopes[name] = Scope(name, label)


def every_scope() -> list[Scope]:
    return sorted(_scopes.values(), key=lambda scope: scope.name)


def scope_needed(area: str, method: str) -> str:
    return f"{area}:{'read' if method in SAFE_METHODS else 'write'}"


register_scope("profile", read=_("See who you are and your settings"), write=_("Change your profile and settings"))
register_scope("follows", read=_("See whom you follow"), write=_("Follow and unfollow"))
register_scope("notifications", read=_("Read your notifications"), write=_("Mark notifications as read"))
