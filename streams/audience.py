"""Who counts as a subscriber. Subscriptions live elsewhere; whoever sells them says here how to ask."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

Check = Callable[[UUID, UUID], bool]

_checks: list[Check] = []


def register_subscription_check(check: Check) -> None:
    """`check(person_id, creator_id)`: whether this person pays to see this creator now."""
    if check not in _checks:
        _checks.append(check)


def is_subscriber(person_id: UUID, creator_id: UUID) -> bool:
    return any(check(person_id, creator_id) for check in _checks)
