"""The desk's own history goes into the audit log, whoever writes it and however many rows at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.admin.models import LogEntry, LogEntryManager
from django.db import transaction

from moderation.services.audit import copy_history


def watch_history() -> None:
    """Called once, when the house is ready.

    Django writes the rows of a bulk deletion in one piece, and sends no signal for that. Its manager stands in its
    migrations, so it is taught and not replaced.
    """
    LogEntryManager.bulk_create = _write_and_copy  # type: ignore[method-assign, assignment]


@transaction.atomic
def _write_and_copy(manager: LogEntryManager, objs: Iterable[LogEntry], *args: Any, **kwargs: Any) -> list[LogEntry]:
    rows = manager.get_queryset().bulk_create(objs, *args, **kwargs)
    for row in rows:
        copy_history(row)
    return rows
