"""How many sockets may be open at once, in all, from one address, and of one person.

Counted in this process alone: nothing to clean up after a crash, nothing to ask while ten thousand knock. Several
processes let in as many times more; the proxy in front of them counts for all together.
"""

from __future__ import annotations

import resource
from collections import Counter

from roastlive.lib.realtime.bounds import Bounds
from roastlive.lib.realtime.errors import TooManySockets
from roastlive.lib.realtime.metrics import REFUSED, SOCKETS

# Files that the process needs besides sockets: its stores, logs and libraries.
SPARE_FILES = 200


class Doors:
    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        files, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        self._seats = bounds.sockets if files == resource.RLIM_INFINITY else min(bounds.sockets, files - SPARE_FILES)
        self._inside = 0
        self._households: Counter[str] = Counter()
        self._people: Counter[str] = Counter()

    def open_for(self, household: str) -> bool:
        """Count somebody in, before anything is known about them; False if the house or their part of it is full."""
        if self._inside >= self._seats:
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
