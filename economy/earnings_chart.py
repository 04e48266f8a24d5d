"""A bar for each day, or for each week where there are too many days: in the units of its own drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

HEIGHT, STEP, GAP = 120, 12, 3
# More bars than this are no longer bars.
BARS_MOST = 92


@dataclass(frozen=True)
class Bar:
    begins: date
    ends: date
    tokens: int
    x: int
    height: int

    @property
    def y(self) -> int:
        return HEIGHT - self.height


@dataclass(frozen=True)
class Chart:
    """`highest` is what the tallest bar stands for."""

    bars: list[Bar]
    highest: int

    @property
    def box(self) -> str:
        return f"0 0 {max(1, len(self.bars)) * STEP - GAP} {HEIGHT}"

    @property
    def bar_width(self) -> int:
        return STEP - GAP

    @property
    def by_week(self) -> bool:
        return any(bar.begins != bar.ends for bar in self.bars)


def chart_of(days: Sequence[tuple[date, int]]) -> Chart:
    """What was taken back cannot be drawn: such a day has no bar, and its number stands in the table."""
    size = 1 if len(days) <= BARS_MOST else 7
    groups = [days[start : start + size] for start in range(0, len(days), size)]
    sums = [max(0, sum(tokens for _day, tokens in group)) for group in groups]
    highest = max(sums, default=0)
    bars = [
        Bar(group[0][0], group[-1][0], tokens, place * STEP, _height(tokens, highest))
        for place, (group, tokens) in enumerate(zip(groups, sums, strict=True))
    ]
    return Chart(bars, highest)


def _height(tokens: int, highest: int) -> int:
    """Whatever came in is seen."""
    return max(2, round(HEIGHT * tokens / highest)) if tokens else 0
