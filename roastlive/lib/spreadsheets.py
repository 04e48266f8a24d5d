"""Lists as CSV, for programs that calculate.

    sheet = Spreadsheet(out, ("when", "amount"))
    sheet.write({"when": moment, "amount": 5})

Text that such a program would take for a formula is told as text: whatever somebody typed, it runs nowhere.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

# What a cell must not begin with: a formula in one program or another, or white space that hides one.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
# Without it a spreadsheet takes UTF-8 for something older.
MARK = "\ufeff"


class Spreadsheet:
    """Writes rows under the names of their columns; what a row lacks stays empty."""

    def __init__(self, out: SupportsWrite[str], columns: Sequence[str]) -> None:
        self.columns = list(columns)
        out.write(MARK)
        self._writer = csv.writer(out)
        self._writer.writerow([cell(name) for name in self.columns])

    def write(self, row: Mapping[str, Any]) -> None:
        self._writer.writerow([cell(row.get(name)) for name in self.columns])


def cell(value: Any) -> Any:
    """Numbers as numbers, times as ISO 8601, lists and documents as JSON, and text as nothing but text."""
    if value is None or isinstance(value, (int, float)):
        return value
    if isinstance(value, date):
        return value.isoformat()
    text = value if isinstance(value, str) else _text(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _text(value: Any) -> str:
    if isinstance(value, (Mapping, list, tuple)):
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
    return str(value)
