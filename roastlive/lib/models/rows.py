"""What every table has: a time-ordered id, and when its row was made and changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from roastlive.lib.ids import uuid7
from roastlive.lib.partitions.calendar import Span


class Row(models.Model):
    """A row that is written once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(auto_now_add=True, editable=False)

    class Meta:
        abstract = True


class ChangingRow(Row):
    """A row that is changed after it was written."""

    updated_at = models.DateTimeField(auto_now=True, editable=False)

    class Meta:
        abstract = True


class PartitionedRow(Row):
    """A row that is kept for good in a table of many. Its migration says `CreatePartitionedModel`."""

    span: ClassVar[Span] = Span.MONTH

    class Meta:
        abstract = True
