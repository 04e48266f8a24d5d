"""One client of the drill, a process of its own: `python -m benchmarks.drill_ledger.client <plan as JSON>`.

It may be killed at any moment. Whoever takes its place reads its book and first asks again, under the same key, about
everything that was left without an answer.
"""

from __future__ import annotations

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from threading import Lock
from typing import Any
from uuid import UUID, uuid4

import django
from django.db import InterfaceError, OperationalError, connection

from benchmarks.drill_ledger.book import Book
from benchmarks.drill_ledger.deeds import FEE, Deeds

THREADS = 16
REST_AFTER_FAILURE = 0.1
GIVES_UP_AFTER = 120.0


@dataclass(frozen=True)
class Plan:
    number: int
    seed: int
    attempts: int
    book: str
    people: list[str]
    wallets: list[str]
    fees: str
    # A safeguard of the clients' own that is taken away: each retry has a new key.
    forgets_keys: bool = False

    def as_argument(self) -> str:
        return json.dumps(asdict(self))


class Client:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.book = Book(Path(plan.book))
        self.deeds = Deeds(plan.seed, self.book)
        self._one_at_a_time = Lock()
        self._open = self.book.unanswered()

    def play(self) -> None:
        with ThreadPoolExecutor(THREADS) as threads:
            for played in [threads.submit(self._play_on) for _ in range(THREADS)]:
                played.result()

    def _play_on(self) -> None:
        while (turn := self._next()) is not None:
            number, deed = turn
            answer, made = self._insist(number, deed)
            with self._one_at_a_time:
                self.book.was_told(number, answer, made)
                if answer == "done" and made:
                    self.deeds.remember(deed["kind"], made)

    def _next(self) -> tuple[int, dict[str, Any]] | None:
        with self._one_at_a_time:
            if self._open:
                number = self._open.pop()
                return number, self.book.entries[number].deed
            number = len(self.book.entries)
            if number >= self.plan.attempts:
                return None
            deed = self.deeds.next()
            self.book.will_try(number, deed)
            return number, deed

    def _insist(self, number: int, deed: dict[str, Any]) -> tuple[str, str | None]:
        """Ask until there is an answer: a lost connection is none."""
        from roastlive.lib.errors import DomainError, Unavailable  # noqa: PLC0415 - after Django is set up

        give_up = time.monotonic() + GIVES_UP_AFTER
        while True:
            try:
                return "done", self._do(number, deed)
            except Unavailable as error:
                lost: Exception = error
            except DomainError as refusal:
                return refusal.code, None
            except (OperationalError, InterfaceError) as error:
                connection.close()
                lost = error
            if time.monotonic() > give_up:
                raise lost
            time.sleep(REST_AFTER_FAILURE)

    def _do(self, number: int, deed: dict[str, Any]) -> str:
        from benchmarks.drill_ledger.acts import Acts  # noqa: PLC0415 - after Django is set up

        key = str(uuid4()) if self.plan.forgets_keys else deed["key"]
        acts = Acts(
            caller=f"drill:{self.plan.number}", key=key, reference=f"drill:{self.plan.number}:{number}", deed=deed
        )
        if deed["kind"] == "give":
            wallets = self.plan.wallets
            return acts.give(UUID(wallets[deed["from"]]), UUID(wallets[deed["to"]]), UUID(self.plan.fees), FEE)
        if deed["kind"] == "reserve":
            return acts.reserve(UUID(self.plan.people[deed["from"]]), timedelta(hours=1))
        if deed["kind"] == "capture":
            return acts.capture(UUID(self.plan.fees))
        return acts.void() if deed["kind"] == "void" else acts.reverse()


if __name__ == "__main__":
    django.setup()
    Client(Plan(**json.loads(sys.argv[1]))).play()
