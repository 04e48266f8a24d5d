"""The catalogue, and what was given."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from economy.errors import GiftTypeNotFound
from economy.models import Gift, GiftType, Tip


def tray() -> QuerySet[GiftType]:
    """What can be given now."""
    return GiftType.objects.on_offer()


def gift_on_offer(slug: str) -> GiftType:
    """Raises GiftTypeNotFound, also for what is no longer given."""
    found = GiftType.objects.on_offer().filter(slug=slug).first()
    if found is None:
        raise GiftTypeNotFound
    return found


def gifts_of(person_id: UUID, *, direction: str = "") -> QuerySet[Gift]:
    """What somebody gave ("out") or got ("in"). Read within `acting_as(person_id)`."""
    return Gift.objects.filter(_between(person_id, direction)).with_their_people()


def tips_of(person_id: UUID, *, direction: str = "") -> QuerySet[Tip]:
    """What somebody gave ("out") or got ("in"). Read within `acting_as(person_id)`."""
    return Tip.objects.filter(_between(person_id, direction)).with_their_people()


def _between(person_id: UUID, direction: str) -> Q:
    sent, got = Q(sender=person_id), Q(receiver=person_id)
    return {"in": got, "out": sent}.get(direction, sent | got)
