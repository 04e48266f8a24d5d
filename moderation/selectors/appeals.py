"""Appeals as the desk reads them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Min

from moderation.models import Appeal, UserSanction

SHOWN = 10


def appeal_shown(appeal_id: UUID) -> Appeal | None:
    return (
        Appeal.objects.select_related(
            "person", "against", "answered_by", "sanction__person", "sanction__channel", "sanction__issued_by"
        )
        .filter(pk=appeal_id)
        .first()
    )


def sanctions_before(appeal: Appeal) -> list[UserSanction]:
    """What else there was with this person, newest first."""
    others = UserSanction.objects.of(appeal.person_id).exclude(pk=appeal.sanction_id)
    return list(others.select_related("issued_by").order_by("-starts_at")[:SHOWN])


def next_waiting(person_id: UUID) -> UUID | None:
    """The one that is due first, of those which this person may answer."""
    return Appeal.objects.judgeable_by(person_id).order_by("due_at", "id").values_list("pk", flat=True).first()


def oldest_waiting() -> datetime | None:
    oldest: datetime | None = Appeal.objects.open().aggregate(at=Min("created_at"))["at"]
    return oldest
