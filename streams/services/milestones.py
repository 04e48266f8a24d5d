"""Round numbers that are reached. The row is the fence: whoever writes it celebrates, and nobody else."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.text import format_lazy

from accounts.services.notifying import notify
from roastlive.lib.events import announce
from roastlive.lib.ids import uuid7
from roastlive.lib.realtime import publish
from streams.events import MilestoneReached
from streams.models import Milestone, Stream, StreamStats
from streams.models.reactions import KINDS
from streams.notifications import MILESTONE
from streams.rooms import stream_room

THRESHOLDS: dict[str, tuple[int, ...]] = {
    Milestone.Kind.VIEWERS: (10, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 50_000, 100_000),
    Milestone.Kind.GIFTS: (10, 50, 100, 500, 1_000, 5_000, 10_000),
    Milestone.Kind.REACTIONS: (100, 1_000, 10_000, 50_000, 100_000, 1_000_000),
    Milestone.Kind.MESSAGES: (100, 1_000, 5_000, 10_000, 50_000, 100_000),
}


def check_milestones(*, stream_id: UUID, kind: str, value: int) -> list[int]:
    """Which were reached just now, and only just now: of those passed in one leap, the highest is celebrated."""
    passed = [threshold for threshold in THRESHOLDS[kind] if threshold <= value]
    if not passed:
        return []
    known = Milestone.objects.filter(stream=stream_id, kind=kind, threshold__in=passed)
    missing = set(passed) - set(known.values_list("threshold", flat=True))
    return _reach(stream_id, kind, sorted(missing)) if missing else []


@transaction.atomic
def _reach(stream_id: UUID, kind: str, thresholds: list[int]) -> list[int]:
    wanted = [Milestone(id=uuid7(), stream_id=stream_id, kind=kind, threshold=each) for each in thresholds]
    Milestone.objects.bulk_create(wanted, ignore_conflicts=True)
    # Of two who wrote at once, one finds its own ids and the other does not.
    ours = list(Milestone.objects.filter(pk__in=[each.pk for each in wanted]).order_by("threshold"))
    if not ours or Milestone.objects.filter(stream=stream_id, kind=kind, threshold__gt=ours[-1].threshold).exists():
        return [each.threshold for each in ours]
    highest = ours[-1]
    publish(
        stream_room,
        stream_id,
        milestones=[{"id": str(highest.pk), "kind": highest.kind, "threshold": highest.threshold}],
    )
    _tell(highest)
    announce(MilestoneReached(stream_id=stream_id, kind=kind, threshold=highest.threshold))
    return [each.threshold for each in ours]


def check_all_milestones() -> int:
    """Of every show that is live, in case that somebody died between counting and looking. How many were reached."""
    reached = 0
    figures = StreamStats.objects.filter(stream__status=Stream.Status.LIVE).annotate(viewers=F("stream__peak_viewers"))
    for stats in figures.iterator():
        values = {
            Milestone.Kind.VIEWERS: stats.viewers,
            Milestone.Kind.GIFTS: stats.gifts,
            Milestone.Kind.MESSAGES: stats.messages,
            Milestone.Kind.REACTIONS: sum(getattr(stats, kind) for kind in KINDS),
        }
        for kind, value in values.items():
            reached += len(check_milestones(stream_id=stats.stream_id, kind=kind, value=value))
    return reached


def _tell(milestone: Milestone) -> None:
    stream = Stream.everything.select_related("creator__user").get(pk=milestone.stream_id)
    notify(
        recipient=stream.creator.user,
        type=MILESTONE,
        title=format_lazy("{number} {what}", number=milestone.threshold, what=Milestone.Kind(milestone.kind).label),
        message=stream.title,
        link=reverse("streams:watch", args=[stream.pk]),
        key=f"milestone:{milestone.pk}",
    )
