"""Whether somebody has proven who they are."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from moderation.models import KycVerification
from roastlive.lib.rls import acting_as, acting_as_house

# From when on somebody may prove themselves again before their approval ends.
RENEWAL = timedelta(days=60)


def is_identity_proven(person_id: UUID) -> bool:
    with acting_as_house():
        return KycVerification.objects.of(person_id).valid(timezone.now()).exists()


def valid_until(person_id: UUID) -> datetime | None:
    """Until when their identity counts as proven, if it does now."""
    with acting_as(person_id):
        check = KycVerification.objects.of(person_id).valid(timezone.now()).first()
    return check.expires_at if check else None


def may_be_renewed(expires_at: datetime | None) -> bool:
    return expires_at is None or expires_at <= timezone.now() + RENEWAL
