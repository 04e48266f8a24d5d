"""Moderation at the desk. Importing it registers its pages."""

from moderation.admin import (
    appeals,
    audit,
    cases,
    evasion,
    identity_checks,
    reports,
    safewords,
    sanctions,
    staff,
    word_lists,
)

__all__ = [
    "appeals",
    "audit",
    "cases",
    "evasion",
    "identity_checks",
    "reports",
    "safewords",
    "sanctions",
    "staff",
    "word_lists",
]
