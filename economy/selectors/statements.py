"""An account's month: what it began with, what came and went, and what it ended with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from economy.models import LedgerEntry, TransferKind
from economy.selectors.history import Filter, Line, Pocket, beginning_of, entries_of, every_line
from economy.stories import fees_between
from roastlive.lib.errors import NotFound
from roastlive.lib.rls import acting_as

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MONTHS_SHOWN = 24
LINES_SHOWN = 2000
FIRST_YEAR = 2000
LAST_YEAR = 9998


@dataclass(frozen=True)
class Part:
    """What one kind of transfer made of the month."""

    label: StrOrPromise
    number: int
    came: int
    went: int


@dataclass(frozen=True, kw_only=True)
class Statement:
    """`came` and `went` are what moved; `fees` is what the house kept of what was given, before it came."""

    month: date
    pocket: Pocket
    opening: int
    came: int
    went: int
    fees: int
    parts: list[Part]
    lines: list[Line]
    is_cut: bool

    @property
    def closing(self) -> int:
        return self.opening + self.came - self.went


def month_of(year: int, month: int) -> date:
    """Its first day. Raises NotFound for what is no month of ours."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        raise NotFound
    return date(year, month, 1)


def months_of(person_id: UUID, pocket: Pocket) -> list[date]:
    """In which something happened, the latest first."""
    with acting_as(person_id):
        found = entries_of(person_id, Filter(pocket=pocket)).order_by().annotate(month=TruncMonth("created_at"))
        months = found.values_list("month", flat=True).distinct().order_by("-month")
        return [month.date() for month in months[:MONTHS_SHOWN]]


def statement_of(person_id: UUID, *, month: date, pocket: Pocket) -> Statement:
    since, until = _bounds(month)
    with acting_as(person_id):
        found = _during(person_id, pocket, since, until)
        opening = _opening(person_id, pocket, found, since)
        parts = _parts(found)
        fees = fees_between(person_id, since, until) if pocket == Pocket.EARNINGS else 0
    lines = list(islice(every_line(person_id, filter_of(month, pocket)), LINES_SHOWN + 1))
    return Statement(
        month=month,
        pocket=pocket,
        opening=opening,
        came=sum(part.came for part in parts),
        went=sum(part.went for part in parts),
        fees=fees,
        parts=parts,
        lines=lines[:LINES_SHOWN],
        is_cut=len(lines) > LINES_SHOWN,
    )


def filter_of(month: date, pocket: Pocket) -> Filter:
    """The month as a filter of the history, which is how its file is made."""
    return Filter(pocket=pocket, since=month, until=_next(month) - timedelta(days=1))


def _during(person_id: UUID, pocket: Pocket, since: datetime, until: datetime) -> QuerySet[LedgerEntry]:
    return entries_of(person_id, Filter(pocket=pocket)).filter(created_at__gte=since, created_at__lt=until)


def _opening(person_id: UUID, pocket: Pocket, found: QuerySet[LedgerEntry], since: datetime) -> int:
    """What the first line of the month found, or what the last line before it left."""
    first = found.order_by("number").first()
    if first is not None:
        return first.balance_before
    before = entries_of(person_id, Filter(pocket=pocket)).filter(created_at__lt=since).first()
    return before.balance_after if before is not None else 0


def _parts(found: QuerySet[LedgerEntry]) -> list[Part]:
    sums = (
        found.order_by()
        .values("transfer__kind")
        .annotate(
            number=Count("id"),
            came=Sum("amount", filter=Q(amount__gt=0), default=0),
            went=Sum("amount", filter=Q(amount__lt=0), default=0),
        )
        .order_by("transfer__kind")
    )
    return [
        Part(TransferKind(each["transfer__kind"]).label, each["number"], int(each["came"]), -int(each["went"]))
        for each in sums
    ]


def _bounds(month: date) -> tuple[datetime, datetime]:
    return beginning_of(month), beginning_of(_next(month))


def _next(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)
