"""What happened in an account, as a bank would say it: newest first, with the balance after each line."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet, TextChoices
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from economy.models import AccountKind, LedgerAccount, LedgerEntry, LedgerTransfer, TransferKind, Unit
from economy.stories import Story, stories_of
from roastlive.lib.rls import acting_as

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

A_PAGE = 30
A_CHUNK = 1000


class Pocket(TextChoices):
    """Somebody's accounts, as they know them."""

    TOKENS = "tokens", _("Tokens")
    EARNINGS = "earnings", _("Earnings")
    POINTS = "points", _("Points")

    @property
    def account(self) -> dict[str, str]:
        kind = AccountKind.EARNINGS if self == Pocket.EARNINGS else AccountKind.WALLET
        return {"unit": Unit.POINT if self == Pocket.POINTS else Unit.TOKEN, "kind": kind}


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What of an account is looked at. Days are days of the reader's calendar, the last one included."""

    pocket: Pocket = Pocket.TOKENS
    kind: str = ""
    direction: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Line:
    entry: LedgerEntry
    story: Story

    @property
    def title(self) -> StrOrPromise:
        return self.story.title

    @property
    def is_in(self) -> bool:
        return self.entry.amount > 0


@dataclass(frozen=True)
class HistoryPage:
    lines: list[Line]
    older: int | None
    newer: bool


def history_page(person_id: UUID, wanted: Filter, *, before: int | None = None) -> HistoryPage:
    """`before` is the number of the last line above: what comes meanwhile moves nothing."""
    with acting_as(person_id):
        found = entries_of(person_id, wanted)
        if before is not None:
            found = found.filter(number__lt=before)
        rows = list(found[: A_PAGE + 1])
        shown = rows[:A_PAGE]
        lines = told(person_id, shown)
    return HistoryPage(lines, shown[-1].number if len(rows) > A_PAGE else None, before is not None)


def every_line(person_id: UUID, wanted: Filter) -> Iterator[Line]:
    """All of it, oldest first, for files: read in pieces, so that no transaction is open while somebody downloads."""
    after = -1
    while True:
        with acting_as(person_id):
            found = entries_of(person_id, wanted).filter(number__gt=after).order_by("number")
            rows = list(found[:A_CHUNK])
            lines = told(person_id, rows)
        yield from lines
        if len(rows) < A_CHUNK:
            return
        after = rows[-1].number


def entries_of(person_id: UUID, wanted: Filter) -> QuerySet[LedgerEntry]:
    """Newest first. Read within `acting_as(person_id)`: the table shows them to nobody else."""
    account = LedgerAccount.objects.filter(owner=person_id, **wanted.pocket.account)
    found = LedgerEntry.objects.filter(account__in=account.values("pk")).select_related("transfer")
    if wanted.kind:
        found = found.filter(transfer__kind=wanted.kind)
    if wanted.direction:
        found = found.filter(amount__gt=0) if wanted.direction == "in" else found.filter(amount__lt=0)
    if wanted.since:
        found = found.filter(created_at__gte=beginning_of(wanted.since))
    if wanted.until:
        found = found.filter(created_at__lt=beginning_of(wanted.until + timedelta(days=1)))
    return found.order_by("-number")


def told(person_id: UUID, entries: Sequence[LedgerEntry]) -> list[Line]:
    """With what each was about, in as many queries as there are kinds of stories. Within `acting_as(person_id)`."""
    originals = {entry.transfer_id: original for entry in entries if (original := _reversed_by(entry)) is not None}
    references = {entry.transfer_id: entry.transfer.reference for entry in entries}
    references |= _references(originals.values())
    stories = stories_of(person_id, references)
    return [Line(entry, _story(entry, stories, originals.get(entry.transfer_id))) for entry in entries]


def beginning_of(day: date) -> datetime:
    """When a day begins for whoever is reading."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _story(entry: LedgerEntry, stories: dict[UUID, Story], original: UUID | None) -> Story:
    if original is not None and original in stories:
        return Story(
            title=format_lazy(_("Given back: {what}"), what=stories[original].title),
            who=stories[original].who,
            url=stories[original].url,
            drawing=stories[original].drawing,
        )
    return stories.get(entry.transfer_id) or Story(title=TransferKind(entry.transfer.kind).label)


def _reversed_by(entry: LedgerEntry) -> UUID | None:
    """The transfer that this one takes back."""
    kind, _colon, name = entry.transfer.reference.partition(":")
    return UUID(name) if entry.transfer.kind == TransferKind.REVERSAL and kind == "transfer" else None


def _references(transfer_ids: Collection[UUID]) -> dict[UUID, str]:
    if not transfer_ids:
        return {}
    return dict(LedgerTransfer.objects.filter(pk__in=list(transfer_ids)).values_list("pk", "reference"))
