"""How the desk is doing. Each picture has its numbers beside it, as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from moderation.roles import Role, grant
from moderation.selectors.statistics import Day, statistics

if TYPE_CHECKING:
    from django.contrib.admin import AdminSite
    from django.http import HttpRequest, HttpResponse

STATISTICS = "moderation.see_moderation_statistics"
PERIODS = (7, 14, 30, 90)
# The chart's own units: so wide is a day, and so high the busiest.
STEP, BAR, HEIGHT = 20, 7, 100

grant(Role.MODERATOR, STATISTICS)


@dataclass(frozen=True, kw_only=True)
class Columns:
    """A day as it is drawn: what came beside what was decided, and the height of what was left over."""

    day: Day
    x: int
    opened: int
    decided: int
    backlog: int

    @property
    def decided_x(self) -> int:
        return self.x + BAR + 1

    @property
    def opened_top(self) -> int:
        return HEIGHT - self.opened

    @property
    def decided_top(self) -> int:
        return HEIGHT - self.decided

    @property
    def backlog_at(self) -> str:
        return f"{self.x + BAR},{HEIGHT - self.backlog}"


def statistics_page(site: AdminSite, request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm(STATISTICS):
        raise PermissionDenied
    days = _period(request.GET.get("days", ""))
    found = statistics(now=timezone.now(), days=days)
    columns = _columns(found.days)
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": _("How the desk is doing"),
        "found": found,
        "columns": columns,
        "backlog_line": " ".join(column.backlog_at for column in columns),
        "box": f"0 0 {len(columns) * STEP} {HEIGHT}",
        "bar": BAR,
        "days": days,
        "tabs": [
            {"label": _("%(days)s days") % {"days": period}, "url": f"?days={period}", "count": None}
            for period in PERIODS
        ],
        "current": f"?days={days}",
    }
    return TemplateResponse(request, "admin/moderation/statistics.html", context)


def _period(wish: str) -> int:
    return int(wish) if wish in {str(period) for period in PERIODS} else PERIODS[1]


def _columns(days: list[Day]) -> list[Columns]:
    most = max([1, *(max(day.opened, day.decided) for day in days)])
    deepest = max([1, *(day.backlog for day in days)])
    return [
        Columns(
            day=day,
            x=number * STEP + 2,
            opened=_height(day.opened, most),
            decided=_height(day.decided, most),
            # Its own scale: a backlog of weeks would flatten every day beside it.
            backlog=_height(day.backlog, deepest),
        )
        for number, day in enumerate(days)
    ]


def _height(number: int, most: int) -> int:
    """Whoever has anything to show is seen."""
    return max(2, round(HEIGHT * 0.96 * number / most)) if number else 0
