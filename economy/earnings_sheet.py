"""Earnings as a table for programs that calculate: a line for each day and kind."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from economy.models import TransferKind
from economy.selectors.earnings import earnings_by_day_and_kind
from roastlive.lib.spreadsheets import Spreadsheet

if TYPE_CHECKING:
    from _typeshed import SupportsWrite


def write_sheet(out: SupportsWrite[str], person_id: UUID, *, since: date, until: date) -> None:
    """Under names in the reader's language."""
    day, kind, number = _("Day"), _("Kind"), _("Number")
    paid, fee, yours, taken = _("Paid"), _("Fee"), _("Yours"), _("Taken back")
    sheet = Spreadsheet(out, (day, kind, number, paid, fee, yours, taken))
    for row in earnings_by_day_and_kind(person_id, since=since, until=until):
        sheet.write(
            {
                day: row.day,
                kind: str(TransferKind(row.kind).label),
                number: row.number,
                paid: row.paid,
                fee: row.fee,
                yours: row.came,
                taken: row.taken,
            }
        )
