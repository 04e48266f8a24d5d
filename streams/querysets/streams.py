"""Which streams somebody may find."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import CreatorProfile

if TYPE_CHECKING:
    from streams.models import Stream  # noqa: F401 - the model that a queryset is of


class StreamQuerySet(models.QuerySet["Stream"]):
    def visible_to(self, user: Any) -> StreamQuerySet:
        """What somebody may know of: their own, and whatever is not hidden of creators who are on stage.

        Who may watch is another question: a door stands in front of what is for followers or ticket holders.
        """
        seen = Q(hidden_at__isnull=True, creator__in=CreatorProfile.objects.on_stage())
        if not getattr(user, "is_authenticated", False):
            return self.filter(seen)
        blocks = user.blocked_by.filter(blocker=OuterRef("creator__user_id"))
        return self.filter(Q(creator__user_id=user.pk) | (seen & ~Exists(blocks)))

    def listed(self) -> StreamQuerySet:
        """What lists and searches show: everything but what is only for those with the link."""
        return self.exclude(visibility="unlisted").filter(hidden_at__isnull=True)

    def visible_from(self, country: str) -> StreamQuerySet:
        return self.exclude(creator__blocked_regions__contains=[country]) if country else self

    def live(self) -> StreamQuerySet:
        return self.filter(status="live")

    def upcoming(self, now: datetime) -> StreamQuerySet:
        return self.filter(status="scheduled", scheduled_start__gt=now).order_by("scheduled_start", "id")

    def with_their_people(self) -> StreamQuerySet:
        return self.select_related("creator__user", "category")


class StreamManager(models.Manager.from_queryset(StreamQuerySet)):  # type: ignore[misc]
    """Without what was deleted."""

    def get_queryset(self) -> StreamQuerySet:
        found: StreamQuerySet = super().get_queryset()
        return found.filter(deleted_at__isnull=True)


class EveryStreamManager(models.Manager.from_queryset(StreamQuerySet)):  # type: ignore[misc]
    """Deleted or not."""
