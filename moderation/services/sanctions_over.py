"""Sanctions end by the clock. Here somebody is only told that theirs did."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from moderation.models import UserSanction
from moderation.services.telling_sanctions import tell_of_end

AT_ONCE = 100


@transaction.atomic
def tell_whose_time_is_up() -> int:
    """A hundred at a time; two workers never tell the same. Returns how many."""
    now = timezone.now()
    due = (
        UserSanction.objects.run_out(now)
        .select_related("person")
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("ends_at")[:AT_ONCE]
    )
    rows = list(due)
    for row in rows:
        row.over_told_at = now
        row.save(update_fields=["over_told_at", "updated_at"])
        tell_of_end(row)
    return len(rows)
