"""What a client may do next, drawn from a seed: transfers mostly, and what can be done to what was done before."""

from __future__ import annotations

import random
from typing import Any
from uuid import UUID

from benchmarks.drill_ledger.book import Book

PEOPLE = 60
# Little enough that many a deed asks for more than there is.
GRANT = 5_000
LARGEST = 1_500
# Of each gift; little, so that the money goes round for long.
FEE = 1

WEIGHTS = {"give": 74, "reserve": 9, "capture": 6, "void": 3, "reverse": 8}
# What a deed is done to.
STANDS_ON = {"capture": "reserve", "void": "reserve", "reverse": "give"}


class Deeds:
    """One client's. The same hold or transfer may be chosen again: then the second deed has to be refused."""

    def __init__(self, seed: int, book: Book) -> None:
        # A client that was killed goes on where it was, and draws no key twice.
        self._random = random.Random(f"{seed}:{len(book.entries)}")
        self._made: dict[str, list[str]] = {"give": [], "reserve": []}
        for entry in book.entries.values():
            if entry.acknowledged and entry.made:
                self.remember(entry.deed["kind"], entry.made)

    def remember(self, kind: str, made: str) -> None:
        if kind in self._made:
            self._made[kind].append(made)

    def next(self) -> dict[str, Any]:
        kind = self._random.choices(list(WEIGHTS), weights=list(WEIGHTS.values()))[0]
        stands_on = STANDS_ON.get(kind)
        if stands_on and not self._made[stands_on]:
            kind, stands_on = "give", None
        deed: dict[str, Any] = {"kind": kind, "key": self._key()}
        if stands_on:
            # Mostly of late: older ones are over by now.
            deed["of"] = self._random.choice(self._made[stands_on][-40:])
        else:
            deed["from"], deed["to"] = self._random.sample(range(PEOPLE), 2)
            deed["amount"] = self._random.randint(FEE + 1, LARGEST)
        return deed

    def _key(self) -> str:
        return str(UUID(int=self._random.getrandbits(128), version=4))
