"""What a creator earned: by kind, by day, beside the time before it, and thanks to whom. All of it from the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncDate

from accounts.models import User, UserSettings
from accounts.services.preferences import privacy_of
from economy.models import AccountKind, LedgerAccount, LedgerEntry, TransferKind, Unit
from economy.selectors.history import beginning_of
from roastlive.lib.ids import first_id_at
from roastlive.lib.rls import acting_as

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST = timedelta(days=366)
SUPPORTERS = 10
# What comes into earnings and is none: what only comes back, from a payout that failed or a reservation that ended.
COMES_BACK = (TransferKind.RELEASE, TransferKind.REVERSAL, TransferKind.PAYOUT)
# What goes out of them again because it should not have come. A payout is no loss.
TAKEN_BACK = (TransferKind.REVERSAL, TransferKind.ADJUSTMENT, TransferKind.REFUND, TransferKind.DISPUTE)


@dataclass(frozen=True)
class DayOfKind:
    """What came in on one day by one kind of transfer. Of what people `paid`, `came` is what the house left."""

    day: date
    kind: str
    number: int
    paid: int
    came: int
    taken: int

    @property
    def fee(self) -> int:
        return self.paid - self.came


@dataclass(frozen=True)
class Part:
    """One kind of what came in. Of what people `paid`, the house kept `fee`."""

    kind: str
    number: int
    paid: int
    fee: int

    @property
    def label(self) -> StrOrPromise:
        return TransferKind(self.kind).label

    @property
    def net(self) -> int:
        return self.paid - self.fee


@dataclass(frozen=True)
class Supporter:
    """Without a name where somebody does not want to be named, or is no longer here."""

    name: str
    tokens: int


@dataclass(frozen=True, kw_only=True)
class Sums:
    """Of one period: what came in, and what was taken back of that or of older things."""

    parts: list[Part]
    taken_back: int

    @property
    def paid(self) -> int:
        return sum(part.paid for part in self.parts)

    @property
    def fee(self) -> int:
        return sum(part.fee for part in self.parts)

    @property
    def net(self) -> int:
        return self.paid - self.fee - self.taken_back


@dataclass(frozen=True, kw_only=True)
class Earnings:
    """Days are days of the reader's calendar, the last one included."""

    since: date
    until: date
    now: Sums
    before: Sums
    days: list[tuple[date, int]]
    available: int

    @property
    def change(self) -> int | None:
        """In percent of the period before; None where that one had nothing to compare with."""
        return round((self.now.net - self.before.net) * 100 / self.before.net) if self.before.net > 0 else None


def earnings_between(person_id: UUID, *, since: date, until: date) -> Earnings:
    """Of the days from `since` to `until`, and as many before them. Two queries, however much came in."""
    length = until - since + timedelta(days=1)
    account, rows = _rows(person_id, since - length, until)
    days = {since + timedelta(days=number): 0 for number in range(length.days)}
    for row in rows:
        if row.day in days:
            days[row.day] += row.came - row.taken
    return Earnings(
        since=since,
        until=until,
        now=_sums([row for row in rows if row.day >= since]),
        before=_sums([row for row in rows if row.day < since]),
        days=sorted(days.items()),
        available=account.balance if account else 0,
    )


def earnings_by_day_and_kind(person_id: UUID, *, since: date, until: date) -> list[DayOfKind]:
    """For files, the oldest first."""
    _account, rows = _rows(person_id, since, until)
    return sorted(rows, key=lambda row: (row.day, row.kind))


def _rows(person_id: UUID, since: date, until: date) -> tuple[LedgerAccount | None, list[DayOfKind]]:
    with acting_as(person_id):
        account = LedgerAccount.objects.filter(owner=person_id, unit=Unit.TOKEN, kind=AccountKind.EARNINGS).first()
        if account is None:
            return None, []
        return account, [_read(row) for row in _summed(account, since, until)]


def _summed(account: LedgerAccount, since: date, until: date) -> Iterable[dict[str, Any]]:
    begin, end = beginning_of(since), beginning_of(until + timedelta(days=1))
    # Said of the transfers too, which lie in partitions of their own.
    during = Q(created_at__gte=begin, created_at__lt=end)
    during &= Q(transfer__created_at__gte=begin, transfer__created_at__lt=end)
    came = Q(amount__gt=0) & ~Q(transfer__kind__in=COMES_BACK)
    taken = Q(amount__lt=0, transfer__kind__in=TAKEN_BACK)
    found = (
        LedgerEntry.objects.filter(during, came | taken, account=account)
        .annotate(day=TruncDate("created_at"))
        .values("day", "transfer__kind")
        .annotate(
            number=Count("id", filter=came),
            came=Sum("amount", filter=came, default=0),
            moved=Sum("transfer__amount", filter=came, default=0),
            taken=Sum("amount", filter=taken, default=0),
        )
    )
    return cast("Iterable[dict[str, Any]]", found)


def _read(row: dict[str, Any]) -> DayOfKind:
    """Only where the house keeps a part of what is paid is all that moved theirs but for that part."""
    kind, came = row["transfer__kind"], int(row["came"])
    paid = int(row["moved"]) if kind in settings.PLATFORM_FEES else came
    return DayOfKind(row["day"], kind, row["number"], paid, came, -int(row["taken"]))


def _sums(rows: list[DayOfKind]) -> Sums:
    by_kind: dict[str, list[DayOfKind]] = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row)
    parts = [
        Part(
            kind, sum(row.number for row in of_kind), sum(row.paid for row in of_kind), sum(row.fee for row in of_kind)
        )
        for kind, of_kind in by_kind.items()
    ]
    came = [part for part in parts if part.number]
    return Sums(parts=sorted(came, key=lambda part: -part.net), taken_back=sum(row.taken for row in rows))


def top_supporters(person_id: UUID, *, since: date, until: date) -> list[Supporter]:
    """Who gave most, by gifts and tips that were not given back."""
    begin, end = beginning_of(since), beginning_of(until + timedelta(days=1))
    with acting_as(person_id), connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT sender_id, sum(tokens) FROM (
                SELECT sender_id, price * quantity AS tokens FROM economy_gift
                WHERE receiver_id = %(person)s AND status = 'completed' AND id >= %(first)s
                    AND created_at >= %(begin)s AND created_at < %(end)s
                UNION ALL
                SELECT sender_id, amount FROM economy_tip
                WHERE receiver_id = %(person)s AND status = 'completed' AND id >= %(first)s
                    AND created_at >= %(begin)s AND created_at < %(end)s
            ) AS given GROUP BY sender_id ORDER BY sum(tokens) DESC, sender_id LIMIT %(most)s
            """,
            {"person": person_id, "begin": begin, "end": end, "first": _first_id(begin), "most": SUPPORTERS},
        )
        given = cursor.fetchall()
    names = _names([sender_id for sender_id, _tokens in given])
    return [Supporter(names.get(sender_id, ""), int(tokens)) for sender_id, tokens in given]


def _names(people: list[UUID]) -> dict[UUID, str]:
    """Of those who are here, and let creators know who they are."""
    wishes = {row.user_id: privacy_of(row)["following"] for row in UserSettings.objects.filter(user__in=people)}
    here = User.objects.here().filter(pk__in=people).values_list("pk", "username")
    return {pk: username for pk, username in here if wishes.get(pk, "named") == "named"}


def _first_id(moment: datetime) -> UUID:
    """Ids are made a little before the row's own time."""
    return first_id_at(moment - timedelta(minutes=5))
