"""The reign of chaos: clients at work, and somebody with `kill -9`."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.drill_ledger.book import Book, Progress
from benchmarks.drill_ledger.cast import Cast
from benchmarks.drill_ledger.client import Plan
from benchmarks.drill_ledger.stage import Stage
from benchmarks.report import ROOT
from roastlive.lib.embedded.servers import last_lines

CLIENTS = 3
# Of ten kills so many hit PostgreSQL; the others a client.
POSTGRES_OF_TEN = 4
LOOKS_EVERY = 0.05
ENDS_WITHIN = 3600.0


class Stuck(RuntimeError):
    """The clients did not come to an end."""


@dataclass(kw_only=True)
class Chaos:
    stage: Stage
    cast: Cast
    seed: int
    attempts: int
    kills: int
    clients_forget_keys: bool
    postgres_killed: int = 0
    clients_killed: int = 0
    seconds: float = 0.0
    running: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)
    progress: list[Progress] = field(init=False)

    def __post_init__(self) -> None:
        self.progress = [Progress(self._book(number)) for number in range(CLIENTS)]

    def reign(self) -> None:
        """Kills are spread over the attempts, at moments drawn from the seed."""
        chance = random.Random(self.seed)
        moments = sorted(chance.randrange(self.attempts) for _ in range(self.kills))
        began = time.monotonic()
        try:
            for number in range(CLIENTS):
                self._start(number)
            while self.running:
                if time.monotonic() - began > ENDS_WITHIN:
                    raise Stuck
                self._see_who_is_done()
                if moments and self.running and sum(client.look() for client in self.progress) >= moments[0]:
                    moments.pop(0)
                    self._kill(chance)
                time.sleep(LOOKS_EVERY)
        finally:
            for client in self.running.values():
                client.kill()
            self.seconds = time.monotonic() - began

    def books(self) -> list[Book]:
        return [Book(self._book(number)) for number in range(CLIENTS)]

    def figures(self) -> dict[str, float | int]:
        return {
            "kills": self.postgres_killed + self.clients_killed,
            "kills_of_postgres": self.postgres_killed,
            "kills_of_clients": self.clients_killed,
            "slowest_return_s": round(self.stage.slowest_return, 2),
            "seconds": round(self.seconds, 1),
        }

    def _kill(self, chance: random.Random) -> None:
        if chance.randrange(10) < POSTGRES_OF_TEN:
            self.stage.kill_postgres()
            self.stage.revive_postgres()
            self.postgres_killed += 1
        else:
            number = chance.choice(sorted(self.running))
            client = self.running[number]
            client.kill()
            client.wait()
            self._start(number)
            self.clients_killed += 1

    def _see_who_is_done(self) -> None:
        for number, client in list(self.running.items()):
            code = client.poll()
            if code == 0:
                del self.running[number]
            elif code is not None:
                raise Stuck(f"Client {number} gave up. Its last words:\n{last_lines(self._log(number))}")

    def _start(self, number: int) -> None:
        plan = Plan(
            number=number,
            seed=self.seed + number,
            attempts=self.attempts // CLIENTS + (number < self.attempts % CLIENTS),
            book=str(self._book(number)),
            people=self.cast.people,
            wallets=self.cast.wallets,
            fees=self.cast.fees,
            forgets_keys=self.clients_forget_keys,
        )
        command = [sys.executable, "-m", "benchmarks.drill_ledger.client", plan.as_argument()]
        with self._log(number).open("ab") as log:
            self.running[number] = subprocess.Popen(
                command, cwd=ROOT, env=self.stage.environment, stdout=log, stderr=log
            )

    def _book(self, number: int) -> Path:
        return self.stage.directory / f"client-{number}.book"

    def _log(self, number: int) -> Path:
        return self.stage.directory / f"client-{number}.log"
