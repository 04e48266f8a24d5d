"""What somebody may know of their own sanctions: everything but what moderators noted for each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from moderation.models import Appeal, UserSanction
from moderation.querysets.sanctions import AppealQuerySet, UserSanctionQuerySet
from roastlive.lib.errors import NotFound

SHOWN = 100


@dataclass(frozen=True, kw_only=True)
class OwnSanction:
    sanction: UserSanction
    appeal: Appeal | None
    is_in_force: bool
    # None where there is nothing to appeal, or no longer.
    appeal_until: datetime | None


def sanction_rows(person: User) -> UserSanctionQuerySet:
    """Newest first."""
    return UserSanction.objects.of(person.pk).select_related("channel", "appeal").order_by("-id")


def own_sanctions(person: User) -> list[OwnSanction]:
    """The newest."""
    return [as_own(row) for row in sanction_rows(person)[:SHOWN]]


def sanction_row(person: User, sanction_id: UUID) -> UserSanction:
    """Raises NotFound, also for what is somebody else's."""
    row = sanction_rows(person).filter(pk=sanction_id).first()
    if row is None:
        raise NotFound
    return row


def own_sanction(person: User, sanction_id: UUID) -> OwnSanction:
    """Raises NotFound, also for what is somebody else's."""
    return as_own(sanction_row(person, sanction_id))


def own_appeals(person: User) -> AppealQuerySet:
    return Appeal.objects.of(person.pk).order_by("-id")


def own_appeal(person: User, appeal_id: UUID) -> Appeal:
    """Raises NotFound, also for what is somebody else's."""
    found = own_appeals(person).filter(pk=appeal_id).first()
    if found is None:
        raise NotFound
    return found


def as_own(row: UserSanction) -> OwnSanction:
    now = timezone.now()
    appeal = getattr(row, "appeal", None)
    is_in_force = row.is_in_force(now)
    is_open = is_in_force and appeal is None and now <= row.appealable_until
    return OwnSanction(
        sanction=row,
        appeal=appeal,
        is_in_force=is_in_force,
        appeal_until=min(row.appealable_until, row.ends_at or row.appealable_until) if is_open else None,
    )
