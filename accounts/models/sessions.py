"""Where somebody is logged in, and with what."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roastlive.lib.models import ChangingRow, Row


class UserSession(ChangingRow):
    """A device that is logged in. The browser's session and the API's tokens name this row, and die with it."""

    class Kind(models.TextChoices):
        BROWSER = "browser", _("Browser")
        API = "api", _("App")

    class Ending(models.TextChoices):
        LOGOUT = "logout", _("Logged out")
        REVOKED = "revoked", _("Ended from another device")
        PASSWORD = "password", _("Password changed")
        REUSE = "reuse", _("A token was used twice")
        STAFF = "staff", _("Ended by the house")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sessions")
    kind = models.CharField(max_length=7, choices=Kind)
    # SHA-256 of the browser's session key; the API names the row itself.
    key_hash = models.CharField(max_length=64, null=True, blank=True, editable=False)  # noqa: DJ001 - unique when known
    device = models.CharField(max_length=80, blank=True)
    user_agent = models.CharField(max_length=400, blank=True)
    ip = models.GenericIPAddressField(null=True, blank=True)
    country = models.CharField(max_length=2, blank=True)
    last_seen_at = models.DateTimeField()
    # When a second factor, or a password for a dangerous act, was last given here.
    second_factor_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=8, choices=Ending, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key_hash"], name="accounts_usersession_key_hash_unique"),
            models.CheckConstraint(condition=Q(kind__in=["browser", "api"]), name="accounts_usersession_kind_known"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, ending="") | Q(revoked_at__isnull=False) & ~Q(ending=""),
                name="accounts_usersession_ending_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-last_seen_at"], name="accounts_usersession_user"),
            models.Index(fields=["expires_at"], name="accounts_usersession_expires"),
        ]

    def __str__(self) -> str:
        return self.device or self.get_kind_display()


class RefreshToken(Row):
    """One link of a chain: each is used once and answered with the next. Used again, the whole session ends."""

    session = models.ForeignKey(UserSession, on_delete=models.CASCADE, related_name="refresh_tokens")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="accounts_refreshtoken_expires")]

    def __str__(self) -> str:
        return f"token of {self.session_id}"


class PersonalAccessToken(Row):
    """A key for a program, made by a person, allowed only what its scopes say."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="access_tokens")
    name = models.CharField(_("name"), max_length=60)
    # The first characters, so that people know which is which.
    prefix = models.CharField(max_length=12)
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=40), default=list)
    last_used_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                condition=Q(revoked_at__isnull=True),
                name="accounts_personalaccesstoken_name_unique",
                violation_error_message=_("You have a token of this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
