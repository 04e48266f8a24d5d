"""What can be asked about identity checks. For the desk, in the house's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Min
from django.utils import timezone

from moderation.models import KycVerification
from roastlive.lib.rls import acting_as, acting_as_house


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How somebody stands with their identity: the check they would ask about, and until when an earlier one counts."""

    check: KycVerification | None
    sides: frozenset[str]
    counts_until: datetime | None

    @property
    def status(self) -> str:
        return self.check.status if self.check else "none"

    @property
    def shown_sides(self) -> list[str]:
        return sorted(self.sides)


def identity_of(person_id: UUID) -> Standing:
    with acting_as(person_id):
        mine = KycVerification.objects.of(person_id)
        check, valid = mine.first(), mine.valid(timezone.now()).first()
        sides = frozenset(check.documents.values_list("side", flat=True)) if check else frozenset()
    return Standing(check=check, sides=sides, counts_until=valid.expires_at if valid else None)


def check_shown(check_id: UUID) -> KycVerification | None:
    """To the desk: a draft is nobody's business yet."""
    with acting_as_house():
        rows = KycVerification.objects.select_related("person", "reviewer", "first_reviewer")
        return rows.exclude(status=KycVerification.Status.DRAFT).filter(pk=check_id).first()


def earlier_checks(check: KycVerification) -> list[KycVerification]:
    """What became of those they sent before."""
    with acting_as_house():
        return list(KycVerification.objects.of(check.person_id).filter(pk__lt=check.pk, decided_at__isnull=False)[:5])


def how_many_wait() -> int:
    with acting_as_house():
        return KycVerification.objects.waiting().count()


def waiting_since() -> datetime | None:
    with acting_as_house():
        at: datetime | None = KycVerification.objects.waiting().aggregate(at=Min("submitted_at"))["at"]
        return at
