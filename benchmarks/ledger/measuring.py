"""Everybody in turn, round after round, each time counted by the clients and by the database."""

from __future__ import annotations

import multiprocessing
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from benchmarks.ledger.stage import WALLETS, Stage
from roastlive.lib.embedded.layout import DATABASE

TPCB = "tpcb"
SPREAD, HOT = "spread", "hot"
WARM_UP = 0.3


class Wrong(Exception):
    """What was counted did not happen, or the books do not balance."""


@dataclass(frozen=True)
class Plan:
    clients: tuple[int, ...] = (1, 8, 16)
    # As many as a live room has who give at once: callers of a process, not connections.
    crowd: int = 200
    rounds: int = 3
    seconds: float = 4.0
    wallets: int = WALLETS

    def runs(self) -> Iterator[tuple[str, str, int]]:
        for clients in self.clients:
            yield TPCB, SPREAD, clients
            for name in ("orm", "single", "batched"):
                yield name, SPREAD, clients
                yield name, HOT, clients
        yield "batched", SPREAD, self.crowd
        yield "batched", HOT, self.crowd


@dataclass
class Figures:
    """Transfers a second, of each round."""

    rounds: dict[tuple[str, str, int], list[float]] = field(default_factory=dict)

    def note(self, run: tuple[str, str, int], rate: float) -> None:
        self.rounds.setdefault(run, []).append(rate)

    def best(self, name: str, where: str, turn: int) -> float:
        """The most that it reached with any number of clients in a round."""
        return max(rates[turn] for (each, place, _n), rates in self.rounds.items() if (each, place) == (name, where))


def measure(plan: Plan, broken: str) -> Figures:
    figures = Figures()
    with tempfile.TemporaryDirectory(prefix="roastlive-bench-") as directory:
        Path(directory).chmod(0o755)
        stage = Stage(Path(directory))
        try:
            stage.open(wallets=plan.wallets)
            if broken:
                stage.take_locks_away()
            wallets = stage.wallets()
            for _ in range(plan.rounds):
                for run in plan.runs():
                    figures.note(run, _run(stage, run, wallets, plan.seconds))
            if faults := stage.faults():
                raise Wrong("\n".join(faults))
        finally:
            stage.close()
    return figures


def _run(stage: Stage, run: tuple[str, str, int], wallets: list[UUID], seconds: float) -> float:
    name, where, clients = run
    stage.settle()
    if name == TPCB:
        return stage.tpcb(clients, seconds)
    return _clients(stage, name, clients, where == HOT, wallets, seconds)


def _clients(stage: Stage, name: str, clients: int, hot: bool, wallets: list[UUID], seconds: float) -> float:
    from benchmarks.ledger.contestants import Payments, contestants  # noqa: PLC0415 - Django has a database only now

    contestant = contestants()[name]
    processes = clients if contestant.forks else 1
    context = multiprocessing.get_context("fork")
    started, answers = context.Barrier(processes + 1), context.Queue()

    def work() -> None:
        payments = Payments(wallets, hot)
        warm = contestant.run(payments, clients, time.monotonic() + WARM_UP)
        started.wait()
        began = time.monotonic()
        number = contestant.run(payments, clients, began + seconds)
        answers.put((warm, number, time.monotonic() - began))

    with stage.postgres.connect(DATABASE) as connection:
        count = f"SELECT count(*) FROM {contestant.table}"  # noqa: S608 - our own name
        before = connection.execute(count).fetchone()
        forked = [context.Process(target=work, daemon=True) for _ in range(processes)]
        for process in forked:
            process.start()
        started.wait()
        told = [answers.get(timeout=seconds * 5 + 60) for _ in forked]
        for process in forked:
            process.join()
        after = connection.execute(count).fetchone()
    happened = (after or (0,))[0] - (before or (0,))[0]
    counted = sum(warm + number for warm, number, _seconds in told)
    if counted != happened:
        raise Wrong(f"{name} counted {counted} transfers, and {happened} happened.")
    return sum(number for _warm, number, _seconds in told) / max(each[2] for each in told)
