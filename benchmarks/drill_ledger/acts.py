"""Deeds as calls of the house's own services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from economy.models import TransferKind
from economy.services.batching import submit
from economy.services.holds import capture, reserve, void
from economy.services.ledger import reverse
from economy.services.orders import Key, Leg, Order
from roastlive.lib.idempotency import hash_of


@dataclass(frozen=True, kw_only=True)
class Acts:
    """Each answers with the id of what it made or changed."""

    caller: str
    key: str
    reference: str
    deed: dict[str, Any]

    def give(self, giver: UUID, receiver: UUID, fees: UUID, fee: int) -> str:
        amount = self.deed["amount"]
        legs = (Leg(giver, -amount), Leg(receiver, amount - fee), Leg(fees, fee))
        order = Order(kind=TransferKind.TIP, legs=legs, reference=self.reference, key=self._key())
        return str(submit(order).transfer_id)

    def reserve(self, person: UUID, lasts: timedelta) -> str:
        hold = reserve(
            person_id=person,
            amount=self.deed["amount"],
            purpose="drill",
            reference=self.reference,
            expires_at=timezone.now() + lasts,
            key=self._key(),
        )
        return str(hold.pk)

    def capture(self, receiver: UUID) -> str:
        """One token of what is reserved: the rest goes back."""
        return str(capture(hold_id=self._of(), legs=[Leg(receiver, 1)]).pk)

    def void(self) -> str:
        return str(void(hold_id=self._of()).pk)

    def reverse(self) -> str:
        return str(reverse(transfer_id=self._of(), reason="drill", actor_id=None, key=self._key()).transfer_id)

    def _of(self) -> UUID:
        return UUID(self.deed["of"])

    def _key(self) -> Key:
        return Key(caller=self.caller, scope="drill", key=self.key, body_hash=hash_of(self.deed))
