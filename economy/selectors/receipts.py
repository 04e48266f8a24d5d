"""One transfer, as whoever took part in it may see it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from economy.errors import TransferNotFound
from economy.models import LedgerEntry, LedgerReversal, LedgerTransfer
from economy.selectors.history import Line, told
from roastlive.lib.rls import acting_as


@dataclass(frozen=True)
class Receipt:
    transfer: LedgerTransfer
    lines: list[Line]
    # The transfer that took this one back.
    given_back_by: UUID | None

    @property
    def main(self) -> Line:
        return self.lines[0]

    @property
    def amount(self) -> int:
        """What it moved for the reader; for what only changed pockets, as much as that."""
        amounts = [line.entry.amount for line in self.lines]
        return sum(amounts) or max(amounts)

    @property
    def net(self) -> int:
        """What reached the creator of what was paid."""
        story = self.main.story
        return (story.paid or 0) - (story.fee or 0)


def receipt_of(person_id: UUID, transfer_id: UUID) -> Receipt:
    """Raises TransferNotFound, also for what is between others."""
    with acting_as(person_id):
        entries = LedgerEntry.objects.filter(transfer=transfer_id, owner_id=person_id)
        lines = told(person_id, list(entries.select_related("transfer", "account").order_by("amount", "id")))
        if not lines:
            raise TransferNotFound
        transfer = lines[0].entry.transfer
        back = LedgerReversal.objects.filter(original=transfer_id).first()
    return Receipt(transfer, lines, back.transfer_id if back else None)
