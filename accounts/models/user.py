"""Who somebody is."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.querysets import EveryUserManager, UserManager
from roastlive.lib.models import ChangingRow

username_rule = RegexValidator(
    r"^[A-Za-z0-9](?:[A-Za-z0-9_]{1,28})[A-Za-z0-9]$",
    _("3 to 30 letters, digits and underscores; it begins and ends with a letter or digit."),
)


class User(ChangingRow, AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing] # django-otp has no types
    """A person. Deleted people keep their row, so that the ledger stays whole; the default manager hides them."""

    class Role(models.TextChoices):
        VIEWER = "viewer", _("Viewer")
        CREATOR = "creator", _("Creator")
        MODERATOR = "moderator", _("Moderator")
        ADMIN = "admin", _("Administrator")

    email = models.EmailField(_("email address"), max_length=254)
    username = models.CharField(_("username"), max_length=30, validators=[username_rule])
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.VIEWER)
    # Only staff made at the command line may lack one: everybody who signs up states it.
    date_of_birth = models.DateField(_("date of birth"), null=True, blank=True)
    email_verified_at = models.DateTimeField(_("email verified"), null=True, blank=True)
    is_active = models.BooleanField(_("may log in"), default=True)
    is_staff = models.BooleanField(_("works at the desk"), default=False)
    # Set for as long as they can still change their mind: nobody sees them, nobody is them, and then they are erased.
    leaves_at = models.DateTimeField(_("leaves"), null=True, blank=True)
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True)

    objects = UserManager()
    everyone = EveryUserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["username"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        base_manager_name = "everyone"
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_user_email_unique",
                violation_error_message=_("Somebody uses this email address already."),
            ),
            models.UniqueConstraint(
                Lower("username"),
                name="accounts_user_username_unique",
                violation_error_message=_("This username is taken."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=["viewer", "creator", "moderator", "admin"]), name="accounts_user_role_known"
            ),
            models.CheckConstraint(
                condition=Q(date_of_birth__isnull=False) | Q(role__in=["moderator", "admin"]),
                name="accounts_user_date_of_birth_stated",
                violation_error_message=_("State a date of birth."),
            ),
            models.CheckConstraint(
                condition=Q(leaves_at__isnull=True) | Q(deleted_at__isnull=True, is_staff=False),
                name="accounts_user_leaves_once_and_not_as_staff",
                violation_error_message=_("Whoever works at the desk stays until they no longer do."),
            ),
        ]
        indexes = [
            models.Index(fields=["role"], name="accounts_user_role"),
            models.Index(fields=["created_at"], name="accounts_user_created_at"),
            models.Index(fields=["leaves_at"], condition=Q(leaves_at__isnull=False), name="accounts_user_leaves_at"),
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def is_here(self) -> bool:
        """Neither shut out, nor leaving, nor gone."""
        return self.is_active and self.leaves_at is None and self.deleted_at is None
