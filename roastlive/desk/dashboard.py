"""The desk's first page: what waits, who came, whether the house is well, and what was done last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.admin.models import LogEntry
from django.db.models import Count
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from roastlive.lib.http.health import is_ready, recent_checks
from roastlive.lib.waiting import Queue, queues

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django_stubs_ext import StrOrPromise

DAYS = 14
ACTS = 8
BAR_HEIGHT, BAR_STEP = 56, 20

CHECK_NAMES = {
    "postgres": gettext_lazy("PostgreSQL"),
    "redis": gettext_lazy("Valkey"),
    "event_store": gettext_lazy("Event store"),
    "background": gettext_lazy("Background work"),
    "outbox": gettext_lazy("Outbox"),
}


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One queue as it stands. `heat` is the colour of its age: calm, warm or late."""

    title: StrOrPromise
    icon: str
    url: str
    count: int
    oldest: datetime
    age: str
    heat: str
    parts: list[tuple[StrOrPromise, int]]
    mine: int


@dataclass(frozen=True, kw_only=True)
class Act:
    """One line of the history."""

    entry: LogEntry
    ago: str


@dataclass(frozen=True, kw_only=True)
class Day:
    """One bar of the small chart, `height` in the units of its drawing."""

    date: date
    number: int
    x: int
    height: int

    @property
    def top(self) -> int:
        return BAR_HEIGHT - self.height


def fill(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What the template shows; each part only to those who may see it."""
    user, now = request.user, timezone.now()
    allowed = [queue for queue in queues() if user.has_perm(queue.permission)]
    checks, waiting = recent_checks(), what_waits(allowed, now, user.pk)
    return context | {
        "waiting": waiting,
        "things": sum(queue.count for queue in waiting),
        "joined": who_joined(now) if user.has_perm("accounts.view_user") else None,
        "checks": [(CHECK_NAMES.get(check.name, check.name), check) for check in checks],
        "ready": is_ready(checks),
        "acts": last_acts(request, now),
    }


def what_waits(allowed: list[Queue], now: datetime, person_id: UUID | None = None) -> list[Waiting]:
    """Those queues that are not empty, the one that has waited longest first."""
    found = []
    for queue in allowed:
        count = queue.count()
        if count:
            oldest = queue.oldest() or now
            address = reverse(queue.url) + (f"?{queue.query}" if queue.query else "")
            found.append(
                Waiting(
                    title=queue.title,
                    icon=queue.icon,
                    url=address,
                    count=count,
                    oldest=oldest,
                    age=timesince(oldest, now, depth=1),
                    heat=heat_of(now - oldest, queue.late_after),
                    parts=list(queue.parts()) if queue.parts else [],
                    mine=queue.mine(person_id) if queue.mine and person_id else 0,
                )
            )
    return sorted(found, key=lambda waiting: waiting.oldest)


def heat_of(age: timedelta, late_after: timedelta) -> str:
    if age >= late_after:
        return "late"
    return "warm" if age >= late_after / 2 else "calm"


def who_joined(now: datetime) -> dict[str, Any]:
    """How many came today, in the last seven days, and on each of the last fourteen."""
    today = timezone.localtime(now).date()
    first = today - timedelta(days=DAYS - 1)
    counted = (
        User.objects.filter(created_at__date__gte=first)
        .annotate(date=TruncDate("created_at"))
        .values_list("date")
        .annotate(number=Count("pk"))
    )
    numbers = dict(counted.order_by("date"))
    most = max(numbers.values(), default=0) or 1
    days = []
    for offset in range(DAYS):
        day = first + timedelta(days=offset)
        number = numbers.get(day, 0)
        # A day without anybody still has a foot, so that the row of days stays readable.
        height = max(2, round(BAR_HEIGHT * number / most))
        days.append(Day(date=day, number=number, x=offset * BAR_STEP, height=height))
    return {
        "today": days[-1].number,
        "week": sum(day.number for day in days[-7:]),
        "days": days,
        "box": f"0 0 {DAYS * BAR_STEP} {BAR_HEIGHT}",
    }


def last_acts(request: HttpRequest, now: datetime) -> list[Act]:
    """Everybody's for those who may read the history, otherwise only one's own."""
    entries = LogEntry.objects.select_related("user", "content_type")
    if not request.user.has_perm("admin.view_logentry"):
        entries = entries.filter(user=request.user.pk)
    return [
        Act(entry=entry, ago=ago(entry.action_time, now)) for entry in entries.order_by("-action_time", "-pk")[:ACTS]
    ]


def ago(moment: datetime, now: datetime) -> str:
    if now - moment < timedelta(minutes=1):
        return _("just now")
    return _("%(age)s ago") % {"age": timesince(moment, now, depth=1)}
