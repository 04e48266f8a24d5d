"""What every page knows of who is reading it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.functional import SimpleLazyObject

from accounts.selectors import profile_of, unread_count

if TYPE_CHECKING:
    from django.http import HttpRequest


def person_context(request: HttpRequest) -> dict[str, object]:
    """Lazy: a page that shows no bell asks for no count."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {
        "unread": SimpleLazyObject(lambda: unread_count(user)),
        "own_channel": SimpleLazyObject(lambda: profile_of(user)),
    }
