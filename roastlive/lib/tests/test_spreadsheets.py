import csv
import io
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from roastlive.lib.spreadsheets import MARK, Spreadsheet, cell


@pytest.mark.parametrize("formula", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "|x", "%x"])
def test_text_is_never_a_formula(formula):
    assert cell(formula) == "'" + formula


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (-5, -5),
        (None, None),
        (True, True),
        ("plain", "plain"),
        (date(2026, 1, 2), "2026-01-02"),
        (datetime(2026, 1, 2, 3, 4, tzinfo=UTC), "2026-01-02T03:04:00+00:00"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (["ä", 1], '["ä", 1]'),
        ({"=a": 1}, '{"=a": 1}'),
    ],
)
def test_everything_is_written_as_what_it_is(value, written):
    assert cell(value) == written


def test_rows_stand_under_their_columns():
    out = io.StringIO()
    sheet = Spreadsheet(out, ("a", "=b"))
    sheet.write({"=b": "two\nlines", "a": 1, "c": "nowhere"})
    sheet.write({})
    text = out.getvalue()
    assert text.startswith(MARK)
    assert list(csv.reader(io.StringIO(text.removeprefix(MARK)))) == [["a", "'=b"], ["1", "two\nlines"], ["", ""]]
