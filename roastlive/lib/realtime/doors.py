"""How many sockets may be open at once, in all, from one address, and of one person.

Counted in this process alone: nothing to clean up after a crash, nothing to ask while ten thousand knock. Several
processes let in as many times more; the proxy in front of them counts for all together.
"""

from __future__ import annotations

from collections import Counter

from roastlive.lib.realtime.bounds import Bounds
from roastlive.lib.realtime.errors import TooManySockets
from roastlive.lib.realtime.metrics import REFUSED, SOCKETS


class Doors:
    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._inside = 0
        self._households: Counter[str] = Counter()
        self._people: Counter[str] = Counter()

    def open_for(self, household: str) -> bool:
        """Count somebody in, before anything is known about them; False if the house or their part of it is full."""
        if self._inside >= self._bounds.sockets:
            REFUSED.labels("full").inc()
            return False
        # Without an address (a proxy on a Unix socket that is not named in TRUSTED_PROXIES) all would be one household.
        if household and self._households[household] >= self._bounds.sockets_per_address:
            REFUSED.labels("address").inc()
            return False
        self._inside += 1
        self._households[household] += 1
        SOCKETS.inc()
        return True

    def close_behind(self, household: str) -> None:
        self._inside -= 1
        SOCKETS.dec()
        _count_down(self._households, household)

    def greet(self, person: str) -> None:
        """Count a person in; raises TooManySockets if they are here too often."""
        if self._people[person] >= self._bounds.sockets_per_person:
            REFUSED.labels("person").inc()
            raise TooManySockets
        self._people[person] += 1

    def see_off(self, person: str) -> None:
        _count_down(self._people, person)


def _count_down(counter: Counter[str], key: str) -> None:
    counter[key] -= 1
    if counter[key] <= 0:
        del counter[key]
