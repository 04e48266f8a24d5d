"""The kernel's own tables, and what every table is made of."""

from roastlive.lib.models.idempotency import IdempotencyKey
from roastlive.lib.models.outbox import OutboxMessage
from roastlive.lib.models.rows import ChangingRow, PartitionedRow, Row

__all__ = ["ChangingRow", "IdempotencyKey", "OutboxMessage", "PartitionedRow", "Row"]
