"""The desk's own history goes into the audit log, whoever writes it and however many rows at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.admin.models import LogEntry, LogEntryManager
from django.db import models, transaction

from moderation.services.audit import copy_history


class HistoryQuerySet(models.QuerySet[LogEntry]):
    """Django writes the rows of a bulk deletion in one piece, and sends no signal for that."""

    @transaction.atomic
    def bulk_create(self, objs: Iterable[LogEntry], *args: Any, **kwargs: Any) -> list[LogEntry]:
        rows = super().bulk_create(objs, *args, **kwargs)
        for row in rows:
            copy_history(row)
        return rows


class HistoryManager(LogEntryManager.from_queryset(HistoryQuerySet)):  # type: ignore[misc]
    """As Django's own otherwise."""


def watch_history() -> None:
    """Called once, when the house is ready. Of two managers of one name Django takes the older, so that goes first."""
    LogEntry._meta.local_managers.clear()
    LogEntry.add_to_class("objects", HistoryManager())
