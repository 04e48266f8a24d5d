"""What a transfer was for: from its reference, "gift:<id>", to the page at the desk that shows the gift.

register_cause("gift", "admin:economy_gift_change")
"""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

_routes: dict[str, str] = {}


def register_cause(kind: str, route: str) -> None:
    """References of this kind name rows that this page shows by their id. Registering it again changes nothing."""
    known = _routes.setdefault(kind, route)
    if known != route:
        raise ValueError(f"{kind} is shown by {known} already.")


def page_of(reference: str) -> str:
    """Nothing where no page shows it."""
    kind, _colon, identifier = reference.partition(":")
    route = _routes.get(kind)
    return reverse(route, args=[identifier]) if route and _is_id(identifier) else ""


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
