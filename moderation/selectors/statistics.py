"""How the desk is doing: what waits and for how long, what was decided, by whom, and how often people and machine agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _

from moderation.categories import category_label
from moderation.models import ModerationAction, Outcome, ReviewCase
from moderation.subjects import label_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# How old what waits is, in steps that mean something to whoever plans a shift.
AGES: tuple[tuple[timedelta, StrOrPromise], ...] = (
    (timedelta(hours=1), _("under an hour")),
    (timedelta(hours=4), _("1 to 4 hours")),
    (timedelta(hours=24), _("4 to 24 hours")),
    (timedelta(days=3), _("1 to 3 days")),
    (timedelta.max, _("more than 3 days")),
)


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar: what it counts, how many, and of how many."""

    label: StrOrPromise
    number: int
    whole: int = 0

    @property
    def percent(self) -> int:
        return round(100 * self.number / self.whole) if self.whole else 0


class Decided(NamedTuple):
    """A decided case, as far as it is counted."""

    by: str
    outcome: str
    category: str
    kind: str
    created_at: datetime
    decided_at: datetime
    due_at: datetime

    @property
    def took(self) -> timedelta:
        return self.decided_at - self.created_at


@dataclass(frozen=True, kw_only=True)
class Day:
    """What came, what was decided, and what was left at the end of one day."""

    date: date
    opened: int
    decided: int
    backlog: int


@dataclass(frozen=True, kw_only=True)
class Worker:
    """What one moderator did: how many cases, in how long, and how many of them with which outcome."""

    name: str
    cases: int
    median: timedelta
    outcomes: list[Bar]

    @property
    def median_words(self) -> str:
        return in_words(self.median)


@dataclass(frozen=True, kw_only=True)
class Statistics:
    days: list[Day]
    ages: list[Bar]
    agreement: list[Bar]
    agreed: Bar
    workers: list[Worker]
    categories: list[Bar]
    kinds: list[Bar]
    outcomes: list[Bar]
    opened: int
    decided: int
    in_time: Bar
    median: timedelta | None

    @property
    def median_words(self) -> str:
        return in_words(self.median) if self.median is not None else "–"


def statistics(*, now: datetime, days: int) -> Statistics:
    """Of the cases of the last `days` days, today included."""
    first = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days - 1)
    decided = _decided_since(first)
    number = len(decided)
    by_day = _by_day(first, days)
    agreement = _agreement(first)
    return Statistics(
        days=by_day,
        ages=_ages(now),
        agreement=agreement,
        agreed=Bar(label="", number=sum(bar.number for bar in agreement), whole=sum(bar.whole for bar in agreement)),
        workers=_workers(decided),
        categories=_bars((case.category for case in decided), category_label),
        kinds=_bars((case.kind for case in decided), label_of),
        outcomes=_bars((case.outcome for case in decided), lambda name: Outcome(name).label),
        opened=sum(day.opened for day in by_day),
        decided=number,
        in_time=Bar(label="", number=sum(case.decided_at <= case.due_at for case in decided), whole=number),
        median=_median([case.took for case in decided]) if decided else None,
    )


def _decided_since(first: datetime) -> list[Decided]:
    rows = ReviewCase.objects.decided().filter(decided_at__gte=first)
    return [
        Decided._make(row)
        for row in rows.values_list(
            "decided_by__username", "outcome", "category", "subject_kind", "created_at", "decided_at", "due_at"
        )
    ]


def in_words(span: timedelta) -> str:
    now = timezone.now()
    return timesince(now - span, now, depth=1)


def _by_day(first: datetime, days: int) -> list[Day]:
    opened = _per_day("created_at", first)
    decided = _per_day("decided_at", first)
    left = ReviewCase.objects.filter(created_at__lt=first).filter(Q(decided_at__isnull=True) | Q(decided_at__gte=first))
    backlog = left.count()
    found = []
    for offset in range(days):
        day = (first + timedelta(days=offset)).date()
        backlog += opened[day] - decided[day]
        found.append(Day(date=day, opened=opened[day], decided=decided[day], backlog=backlog))
    return found


def _per_day(field: str, first: datetime) -> Counter[date]:
    counted = ReviewCase.objects.filter(**{f"{field}__gte": first}).annotate(day=TruncDate(field)).values_list("day")
    return Counter(dict(counted.annotate(n=Count("pk")).order_by("day")))


def _ages(now: datetime) -> list[Bar]:
    waiting = [now - at for at in ReviewCase.objects.open().values_list("created_at", flat=True)]
    bars, least = [], timedelta.min
    for most, label in AGES:
        number = sum(least <= age < most for age in waiting)
        bars.append(Bar(label=label, number=number, whole=len(waiting)))
        least = most
    return bars


def _agreement(first: datetime) -> list[Bar]:
    """By category: how many decisions of a machine, of those that somebody has judged since, still hold."""
    judged = ModerationAction.objects.filter(
        actor__isnull=True, case__status=ReviewCase.Status.DECIDED, case__decided_at__gte=first
    )
    counted = judged.values("category").annotate(
        judged=Count("pk"), upheld=Count("pk", filter=Q(overridden_by__isnull=True))
    )
    return [
        Bar(label=category_label(row["category"]), number=row["upheld"], whole=row["judged"])
        for row in counted.order_by(F("judged").desc(), "category")
    ]


def _workers(decided: list[Decided]) -> list[Worker]:
    rows: dict[str, list[Decided]] = {}
    for case in decided:
        rows.setdefault(case.by, []).append(case)
    workers = [
        Worker(
            name=name,
            cases=len(done),
            median=_median([case.took for case in done]),
            outcomes=_bars((case.outcome for case in done), lambda outcome: Outcome(outcome).label),
        )
        for name, done in rows.items()
    ]
    return sorted(workers, key=lambda worker: (-worker.cases, worker.name))


def _bars(names: Iterable[str], label: Callable[[str], StrOrPromise]) -> list[Bar]:
    counted = Counter(names)
    whole = counted.total()
    return [
        Bar(label=label(name), number=number, whole=whole)
        for name, number in sorted(counted.items(), key=lambda entry: (-entry[1], entry[0]))
    ]


def _median(spans: list[timedelta]) -> timedelta:
    ordered = sorted(spans)
    return ordered[len(ordered) // 2]
