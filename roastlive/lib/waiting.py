"""What waits for somebody who works here. Each app says what of its own can wait; the desk shows it.

register_queue(                                            # in admin.py
    title=_("Reports"), icon="flag", permission="app.view_report",
    count=lambda: Report.objects.open().count(),
    oldest=lambda: Report.objects.open().aggregate(at=Min("created_at"))["at"],
    url="admin:app_report_changelist", query="state=open",
)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Queue:
    """Work that piles up until somebody does it. `late_after` is the age at which the oldest has waited too long.

    `parts` says of which kinds it is, and `mine` how much of it somebody has taken into their hands.
    """

    title: StrOrPromise
    count: Callable[[], int]
    oldest: Callable[[], datetime | None]
    url: str
    permission: str
    query: str = ""
    icon: str = "clock"
    late_after: timedelta = timedelta(hours=4)
    parts: Callable[[], Sequence[tuple[StrOrPromise, int]]] | None = None
    mine: Callable[[UUID], int] | None = None


_queues: dict[str, Queue] = {}


def register_queue(
    *,
    title: StrOrPromise,
    count: Callable[[], int],
    oldest: Callable[[], datetime | None],
    url: str,
    permission: str,
    query: str = "",
    icon: str = "clock",
    late_after: timedelta = timedelta(hours=4),
    parts: Callable[[], Sequence[tuple[StrOrPromise, int]]] | None = None,
    mine: Callable[[UUID], int] | None = None,
) -> Queue:
    """Registering the same address again replaces what was said before."""
    queue = Queue(
        title=title,
        count=count,
        oldest=oldest,
        url=url,
        permission=permission,
        query=query,
        icon=icon,
        late_after=late_after,
        parts=parts,
        mine=mine,
    )
    _queues[f"{url}?{query}"] = queue
    return queue


def unregister_queue(queue: Queue) -> None:
    """For queues that live as long as a test."""
    _queues.pop(f"{queue.url}?{queue.query}", None)


def queues() -> tuple[Queue, ...]:
    return tuple(_queues.values())
