"""Those who work at the desk, as a list of its own."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import User


class StaffMember(User):  # type: ignore[django-manager-missing] # as on User
    """The same row as the person's: a name under which the desk lists people by what they do here."""

    class Meta:
        proxy = True
        verbose_name = _("member of staff")
        verbose_name_plural = _("staff")
        default_permissions = ("view",)
