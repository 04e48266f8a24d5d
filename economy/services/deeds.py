"""What people did in the house and in economy, read every few seconds and told in numbers.

The way of a gift is the busiest there is, and is not made longer by points. Each look begins a little before the one before
it did; what has counted counts no more, so a look that is repeated, or begins too early, does no harm.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.core.cache import cache
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import TruncDate
from django.utils import timezone

from accounts.models import UserSession
from economy.loyalty_rules import FIRST_STAGE, FOLLOWING, GIVING, STREAK, STREAK_DAYS, VISIT
from economy.models import Gift, PointAward, Tip
from economy.services.loyalty import Deed, award, award_many
from roastlive.lib.rls import acting_as_house

LOOKED = "economy:deeds_looked_at"
# Longer than any transaction takes between its clock and its commit.
OVERLAP = timedelta(minutes=2)
# Where nobody remembers the look before, as after Redis was flushed.
FURTHEST_BACK = timedelta(days=1)
RECENTLY = timedelta(hours=1)


def award_deeds() -> int:
    """Points for gifts, tips, visits and streaks since the last look; how many."""
    now = timezone.now()
    since = (cache.get(LOOKED) or now - FURTHEST_BACK) - OVERLAP
    points = sum(award_many(_given(since))) + sum(award_many(_visits(now))) + sum(award_many(_streaks(now)))
    cache.set(LOOKED, now, timeout=FURTHEST_BACK.total_seconds())
    return points


def award_follow(*, follower_id: UUID, creator_id: UUID) -> int:
    """Once for each creator, however often somebody comes and goes."""
    return award(person_id=follower_id, rule=FOLLOWING, reference=f"creator:{creator_id}")


def award_first_stage(*, person_id: UUID) -> int:
    return award(person_id=person_id, rule=FIRST_STAGE, reference="channel")


def _given(since: datetime) -> list[Deed]:
    with acting_as_house():
        gifts = Gift.objects.filter(status=Gift.Status.COMPLETED, created_at__gte=since)
        tips = Tip.objects.filter(status=Tip.Status.COMPLETED, created_at__gte=since)
        given = [
            ("gift", gifts.values_list("pk", "sender_id", F("price") * F("quantity"), "created_at")),
            ("tip", tips.values_list("pk", "sender_id", "amount", "created_at")),
        ]
        return [
            Deed(person_id=sender, rule=GIVING, reference=f"{kind}:{pk}", times=tokens, done_at=done_at)
            for kind, rows in given
            for pk, sender, tokens, done_at in rows.order_by("created_at")
        ]


def _visits(now: datetime) -> list[Deed]:
    """Whoever was here on a day that has not counted yet."""
    counted = PointAward.objects.filter(person=OuterRef("user"), rule=VISIT, day=OuterRef("day"))
    with acting_as_house():
        seen = UserSession.objects.annotate(day=TruncDate("last_seen_at", tzinfo=UTC))
        uncounted = seen.filter(~Exists(counted), last_seen_at__gte=now - RECENTLY)
        visits = list(uncounted.values_list("user_id", "last_seen_at"))
    return [
        Deed(person_id=person, rule=VISIT, reference=seen_at.astimezone(UTC).date().isoformat(), done_at=seen_at)
        for person, seen_at in visits
    ]


def _streaks(now: datetime) -> list[Deed]:
    """Whoever came so many days in a row, the day of their latest visit being the last, and had none within these days."""
    with acting_as_house():
        here = PointAward.objects.filter(rule=VISIT, done_at__gte=now - RECENTLY).values("person")
        awards = list(
            PointAward.objects.filter(
                person__in=here, rule__in=[VISIT, STREAK], day__gt=now.date() - timedelta(days=STREAK_DAYS + 1)
            ).values_list("person_id", "rule", "day", "done_at")
        )
    visits: dict[UUID, dict[date, datetime]] = defaultdict(dict)
    streaks: dict[UUID, set[date]] = defaultdict(set)
    for person, rule, day, done_at in awards:
        if rule == VISIT:
            visits[person][day] = done_at
        else:
            streaks[person].add(day)
    found = []
    for person, days in visits.items():
        last = max(days)
        week = {last - timedelta(days=back) for back in range(STREAK_DAYS)}
        if week <= days.keys() and not week & streaks[person]:
            found.append(Deed(person_id=person, rule=STREAK, reference=last.isoformat(), done_at=days[last]))
    return found
