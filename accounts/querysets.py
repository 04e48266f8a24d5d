"""The people one means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import Value
from django.db.models.functions import Lower
from django.db.models.lookups import Exact

if TYPE_CHECKING:
    from accounts.models import CreatorProfile, User  # noqa: F401 - the model that a queryset is of


class UserQuerySet(models.QuerySet["User"]):
    def present(self) -> UserQuerySet:
        return self.filter(deleted_at__isnull=True)

    def here(self) -> UserQuerySet:
        """Without those who were shut out or are leaving."""
        return self.present().filter(is_active=True, leaves_at__isnull=True)

    def with_email(self, email: str) -> UserQuerySet:
        """In the form that the unique index has, so that it is used."""
        return self.filter(Exact(Lower("email"), Lower(Value(email))))

    def with_username(self, username: str) -> UserQuerySet:
        return self.filter(Exact(Lower("username"), Lower(Value(username))))


class EveryUserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Everybody who ever was here, deleted people too."""

    use_in_migrations = True

    def get_by_natural_key(self, username: str | None) -> User:
        """Log-in by email, without regard to case."""
        person: User = self.with_email(username or "").get()
        return person


class UserManager(EveryUserManager):
    """Those who are here."""

    def get_queryset(self) -> UserQuerySet:
        everybody: UserQuerySet = super().get_queryset()
        return everybody.present()


class CreatorQuerySet(models.QuerySet["CreatorProfile"]):
    def on_stage(self) -> CreatorQuerySet:
        """Creators whose person is here."""
        return self.filter(user__deleted_at__isnull=True, user__is_active=True, user__leaves_at__isnull=True)

    def visible_from(self, country: str) -> CreatorQuerySet:
        """Without channels that do not want to be seen from this country."""
        return self.exclude(blocked_regions__contains=[country]) if country else self
