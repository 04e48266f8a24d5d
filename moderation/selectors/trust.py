"""How far people are trusted, from what the house has counted. A copy is kept for a few minutes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

import structlog
from django.db import connection
from django.db.models import Count, Max, Q
from django.utils import timezone
from redis.exceptions import RedisError

from accounts.models import User
from moderation.models import Report, TrustLevel, UserSanction
from moderation.trust import VERSION, Assessment, Facts, assess
from roastlive.lib.redis_clients import redis_client

logger = structlog.get_logger(__name__)

COPY_SECONDS = 300
Kind = UserSanction.Kind


def trust_of(person_id: UUID) -> TrustLevel:
    return trust_levels([person_id])[person_id]


def trust_levels(person_ids: Iterable[UUID]) -> dict[UUID, TrustLevel]:
    """Of many at once. Whoever is not there is new."""
    asked = list(dict.fromkeys(person_ids))
    known = _copies(asked)
    missing = [person_id for person_id in asked if person_id not in known]
    found = {person_id: assess(facts).level for person_id, facts in facts_of(missing).items()}
    _keep(found)
    return {person_id: known.get(person_id, found.get(person_id, TrustLevel.NEW)) for person_id in asked}


def assessment_of(person_id: UUID) -> Assessment:
    """As things stand now, with what the next level asks for."""
    return assess(facts_of([person_id]).get(person_id, Facts()))


def facts_of(person_ids: Iterable[UUID]) -> dict[UUID, Facts]:
    """Three queries, for however many."""
    asked = list(person_ids)
    if not asked:
        return {}
    now = timezone.now()
    reports = _reports_by(asked)
    sanctions = _sanctions_of(asked, now)
    return {
        person.pk: _facts(person, reports, sanctions.get(person.pk), now)
        for person in User.everyone.filter(pk__in=asked).select_related("stats")
    }


def copy_key(person_id: UUID) -> str:
    return f"trust:{VERSION}:{person_id}"


def _facts(
    person: User, reports: Mapping[tuple[UUID, str], int], sanctions: tuple[datetime, bool] | None, now: datetime
) -> Facts:
    stats = getattr(person, "stats", None)
    last, is_sanctioned = sanctions or (None, False)
    return Facts(
        days_here=(now - person.created_at).days,
        has_verified_email=person.email_verified_at is not None,
        messages=stats.messages_sent if stats else 0,
        streams_watched=stats.streams_watched if stats else 0,
        reports_upheld=reports.get((person.pk, Report.Status.RESOLVED), 0),
        reports_dismissed=reports.get((person.pk, Report.Status.DISMISSED), 0),
        days_clean=(now - last).days if last else None,
        is_sanctioned=is_sanctioned,
    )


def _reports_by(asked: list[UUID]) -> Counter[tuple[UUID, str]]:
    decided = Report.objects.filter(reporter_id__in=asked, status__in=[Report.Status.RESOLVED, Report.Status.DISMISSED])
    rows = decided.values_list("reporter_id", "status").annotate(number=Count("pk")).order_by()
    return Counter({(reporter, status): number for reporter, status, number in rows})


def _sanctions_of(asked: list[UUID], now: datetime) -> dict[UUID, tuple[datetime, bool]]:
    """When the last one of the house began that was worse than a warning, and whether one still holds."""
    grave = (
        UserSanction.objects.filter(person_id__in=asked, scope=UserSanction.Scope.PLATFORM)
        .that_stand()
        .exclude(kind=Kind.WARNING)
    )
    holds = Count("pk", filter=Q(ends_at__isnull=True) | Q(ends_at__gt=now))
    rows = grave.values_list("person_id").annotate(last=Max("starts_at"), holding=holds).order_by()
    return {person_id: (last, holding > 0) for person_id, last, holding in rows}


def _copies(asked: list[UUID]) -> dict[UUID, TrustLevel]:
    # A transaction may have changed what it asks about.
    if connection.in_atomic_block or not asked:
        return {}
    try:
        copies = redis_client().mget([copy_key(person_id) for person_id in asked])
    except RedisError:
        return {}
    return {person_id: TrustLevel(int(copy)) for person_id, copy in zip(asked, copies, strict=True) if copy is not None}


def _keep(found: Mapping[UUID, TrustLevel]) -> None:
    if connection.in_atomic_block or not found:
        return
    try:
        with redis_client().pipeline() as line:
            for person_id, level in found.items():
                line.set(copy_key(person_id), int(level), ex=COPY_SECONDS)
            line.execute()
    except RedisError as error:
        logger.warning("trust_not_kept", error=str(error))
