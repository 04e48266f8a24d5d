"""docs/schema.md: tables that people write, of what lives where, and a part that a machine writes between two comments."""

from __future__ import annotations

import re
from dataclasses import dataclass

from roastlive.lib.schema.description import Schema
from roastlive.lib.schema.homes import HERE, TO_COME, NoHome, home_exists

BEGIN = "<!-- From here on written by `manage.py schema_report --write`. -->"
END = "<!-- Up to here. -->"

# Document, what it names, home; whatever else a table tells; and last the state.
_LINE = re.compile(r"\| ([^|]+) \| ([^|]+) \| ([^|]+) \|(?: [^|]+ \|)* ([^|]+) \|")


class PageUnusable(ValueError):
    """The page lacks what is looked for in it."""


@dataclass(frozen=True)
class Row:
    """Something that a document names, where it lives in this project, and whether it does so already."""

    document: str
    named: str
    home: str
    state: str

    def __str__(self) -> str:
        return f"{self.document}, {self.named}: {self.home}"


def machine_part(page: str) -> str:
    _before, begin, rest = page.partition(BEGIN)
    part, end, _after = rest.partition(END)
    if not (begin and end):
        raise PageUnusable(f"The page must contain these two lines, in this order:\n{BEGIN}\n{END}")
    return part.strip() + "\n"


def with_machine_part(page: str, part: str) -> str:
    """The page with this part in place of the old one; every other letter of it stays."""
    machine_part(page)
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n\n{part.strip()}\n\n{END}{after}"


def rows_under(heading: str, page: str) -> list[Row]:
    """The rows of the first table below a heading."""
    _, found, rest = page.partition(f"\n{heading}\n")
    table = re.search(r"\n\|.*?\n\n", rest, re.DOTALL)
    if not (found and table):
        raise PageUnusable(f"The page has no table below {heading!r}.")
    _titles, _line, *lines = table[0].strip().splitlines()
    rows: list[Row] = []
    for line in lines:
        row = _row(line)
        if row is None:
            raise PageUnusable(f"This row lacks a cell:\n{line}")
        rows.append(row)
    return rows


def with_arrivals(page: str, schema: Schema) -> str:
    """The page in which what has come is said to be here. What has gone stays as it is written: a test objects to it."""

    def arrived(line: str) -> str:
        row = _row(line)
        if row is None or row.state != TO_COME:
            return line
        try:
            is_here = home_exists(row.home, schema)
        except NoHome:
            return line
        return line.removesuffix(f"{TO_COME} |") + f"{HERE} |" if is_here else line

    return "\n".join(map(arrived, page.split("\n")))


def _row(line: str) -> Row | None:
    cells = _LINE.fullmatch(line)
    return Row(cells[1], cells[2], cells[3].replace("`", ""), cells[4]) if cells else None
