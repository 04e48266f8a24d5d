"""What happened to money, for the apps above."""

from __future__ import annotations

from uuid import UUID

from roastlive.lib.events import Event


class GiftGiven(Event):
    """A gift has been paid for and is the creator's. The subject is what it was given during, if anything."""

    gift_id: UUID
    sender_id: UUID
    creator_id: UUID
    tokens: int = 0
    subject_kind: str = ""
    subject_id: str = ""


class TipGiven(Event):
    """A tip has been paid. Its words may still be held back."""

    tip_id: UUID
    sender_id: UUID
    creator_id: UUID
    tokens: int = 0
    subject_kind: str = ""
    subject_id: str = ""


class PointsEarned(Event):
    """Somebody did what is worth points. `rule` is a name in `economy.loyalty_rules`."""

    person_id: UUID
    rule: str
    points: int


class RewardRedeemed(Event):
    redemption_id: UUID
    person_id: UUID


class RedemptionFulfilled(Event):
    redemption_id: UUID
    person_id: UUID


class RedemptionCancelled(Event):
    """The points are back where they came from."""

    redemption_id: UUID
    person_id: UUID
