"""Whether somebody may come in at all: the desk's decision, for which it gives a reason."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from accounts.services.sessions import Ending, end_sessions


@transaction.atomic
def shut_out(*, user: User) -> bool:
    """They may no longer log in, and every device is logged out. Whether this is new."""
    person = User.objects.select_for_update().get(pk=user.pk)
    was_active = person.is_active
    person.is_active = False
    person.save(update_fields=["is_active", "updated_at"])
    end_sessions(user_id=person.pk, ending=Ending.STAFF)
    return was_active


@transaction.atomic
def let_in(*, user: User) -> bool:
    """Whether this is new."""
    person = User.objects.select_for_update().get(pk=user.pk)
    if person.is_active:
        return False
    person.is_active = True
    person.save(update_fields=["is_active", "updated_at"])
    return True
