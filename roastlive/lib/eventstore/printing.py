"""Columns that line up, for commands."""

from __future__ import annotations

from collections.abc import Sequence


def lined_up(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table as text; numbers to the right."""
    texts = [[str(cell) for cell in row] for row in (header, *rows)]
    widths = [max(len(row[column]) for row in texts) for column in range(len(header))]
    numeric = [bool(rows) and all(isinstance(row[column], int) for row in rows) for column in range(len(header))]

    def line(row: Sequence[str]) -> str:
        cells = zip(row, widths, numeric, strict=True)
        return "  ".join(cell.rjust(width) if right else cell.ljust(width) for cell, width, right in cells).rstrip()

    ruler = ["-" * width for width in widths]
    return "\n".join(line(row) for row in (texts[0], ruler, *texts[1:]))
