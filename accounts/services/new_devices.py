"""Whoever comes in from somewhere new is announced to whom they come in as."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import UserSession
from accounts.notifications import NEW_DEVICE
from accounts.services.notifying import notify

if TYPE_CHECKING:
    from accounts.models import User

# Somebody who joined so long ago has been logged in before, even if every trace of it has been swept away.
NEWCOMER = timedelta(days=1)


def tell_of_new_device(*, user: User, session: UserSession) -> None:
    """Within the transaction that opens `session`, before it is one of theirs. The very first device is no news."""
    before = UserSession.objects.filter(user=user)
    like_this = Q(kind=session.kind, device=session.device, country=session.country)
    if before.filter(like_this).exists():
        return
    if not before.exists() and timezone.now() - user.created_at < NEWCOMER:
        return
    what = session.device or str(session.get_kind_display())
    notify(
        recipient=user,
        type=NEW_DEVICE,
        title=_("A new device is logged in"),
        message=format_lazy(
            _("{device}. If that was you, there is nothing to do. If not, end it and choose a new password."),
            device=f"{what}, {session.country}" if session.country else what,
        ),
        link=reverse("accounts:devices"),
        data={"session": str(session.pk)},
    )
