"""What can go wrong between an app and the event store."""

from __future__ import annotations

from roastlive.lib.errors import Invalid, Unavailable


class CollectionInvalid(ValueError):
    """A collection contradicts itself or another one. Raised while the house starts, never later."""


class EventInvalid(Invalid):
    """What was given would be refused or changed by one of the backends, or is out of bounds. A note says why."""

    code = "event_invalid"

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.add_note(reason)


class StoreUnavailable(Unavailable):
    """The event store does not answer, or refuses for reasons of its own. What was to be written may be tried again."""

    code = "event_store_unavailable"
