"""The database holds the rules; this finds what a broken one is called in words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.db import IntegrityError
from django.db.models import BaseConstraint

# What two people at once, or one hasty person, can run into. Anything else (a missing value, say) is our mistake.
UNIQUE, EXCLUSION, CHECK, FOREIGN_KEY = "23505", "23P01", "23514", "23503"


@dataclass(frozen=True)
class BrokenRule:
    name: str
    code: str
    message: str


def broken_rule(error: IntegrityError) -> BrokenRule | None:
    """Which constraint refused, with the message its model gives it; None if that can only be a mistake of ours."""
    cause = error.__cause__
    if getattr(cause, "sqlstate", None) not in {UNIQUE, EXCLUSION, CHECK, FOREIGN_KEY}:
        return None
    name = getattr(getattr(cause, "diag", None), "constraint_name", None) or ""
    constraint = _constraints().get(name)
    if constraint is None:
        return BrokenRule(name, "conflict", "")
    spoken = constraint.violation_error_message != constraint.default_violation_error_message
    return BrokenRule(
        name,
        constraint.violation_error_code or "conflict",
        str(constraint.violation_error_message) if spoken else "",
    )


@cache
def _constraints() -> dict[str, BaseConstraint]:
    return {constraint.name: constraint for model in apps.get_models() for constraint in model._meta.constraints}
