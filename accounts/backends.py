"""Who belongs to an email and a password."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend


class EmailBackend(ModelBackend):
    """Django's own, which hashes once whether the account is there or not; `User.objects` finds by email in any case."""
