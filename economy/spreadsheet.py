"""An account's lines as a CSV, told while it is read."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from economy.models import TransferKind
from economy.selectors.history import Filter, Line, every_line
from roastlive.lib.spreadsheets import Spreadsheet

if TYPE_CHECKING:
    from django.http import HttpResponseBase

LINES_AT_ONCE = 200


def streamed(person_id: UUID, wanted: Filter, *, name: str) -> HttpResponseBase:
    """Under names and in times of whoever reads."""
    names = {
        "when": _("When"),
        "kind": _("Kind"),
        "about": _("What for"),
        "words": _("Message"),
        "amount": _("Amount"),
        "paid": _("Paid"),
        "fee": _("Fee"),
        "before": _("Balance before"),
        "after": _("Balance after"),
        "reference": _("Receipt"),
    }
    pieces = _as_for_the_reader(_written(every_line(person_id, wanted), names))
    response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _as_for_the_reader(pieces: Iterator[str]) -> Iterator[str]:
    """What streams is made after the page's language and time have ended, so they come back for each piece."""
    language, zone = translation.get_language(), timezone.get_current_timezone()

    def made() -> Iterator[str]:
        while True:
            with translation.override(language), timezone.override(zone):
                piece = next(pieces, None)
            if piece is None:
                return
            yield piece

    return made()


def _written(lines: Iterator[Line], names: dict[str, str]) -> Iterator[str]:
    out = io.StringIO()
    sheet = Spreadsheet(out, list(names.values()))
    for number, line in enumerate(lines, start=1):
        sheet.write({names[column]: value for column, value in _row(line).items()})
        if number % LINES_AT_ONCE == 0:
            yield _taken(out)
    yield _taken(out)


def _row(line: Line) -> dict[str, Any]:
    entry, story = line.entry, line.story
    return {
        "when": timezone.localtime(entry.created_at),
        "kind": str(TransferKind(entry.transfer.kind).label),
        "about": str(story.title),
        "words": story.words,
        "amount": entry.amount,
        "paid": story.paid,
        "fee": story.fee,
        "before": entry.balance_before,
        "after": entry.balance_after,
        "reference": str(entry.transfer_id),
    }


def _taken(out: io.StringIO) -> str:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text
