"""`python -m benchmarks.ledger [--quick] [--break=unlocked]`"""

from __future__ import annotations

import argparse
import os
import sys
from statistics import median

from benchmarks.ledger.measuring import HOT, SPREAD, TPCB, Figures, Plan, Wrong, measure
from benchmarks.report import machine, table, write_benchmark

QUICK = Plan(clients=(1, 8), crowd=100, rounds=1, seconds=1.0, wallets=2_000)
GOALS = {"batched_vs_tpcb": 2.0, "hot_vs_spread": 0.8, "single_vs_orm": 5.0}
NAMES = {
    TPCB: "pgbench TPC-B, prepared",
    "orm": "Django ORM, five saves",
    "single": "one call a transfer",
    "batched": "through the batcher",
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round, to see that everything works")
    parser.add_argument(
        "--break",
        dest="broken",
        choices=["unlocked"],
        default="",
        help="a ledger without locks; the books must show it",
    )
    arguments = parser.parse_args()
    plan = QUICK if arguments.quick or arguments.broken else Plan()
    try:
        figures = measure(plan, arguments.broken)
    except Wrong as error:
        sys.stderr.write(f"{error}\n")
        return 1
    print(machine(), f"load {os.getloadavg()[0]:.1f}", sep=", ")
    print_rates(figures)
    ratios = ratios_of(figures, plan)
    print_judgement(ratios)
    if not arguments.quick:
        rates = {
            f"{name}, {where}, {n} clients, a second": round(median(r))
            for (name, where, n), r in figures.rounds.items()
        }
        print("Written:", write_benchmark("ledger", figures=rates, ratios=ratios))
    return 0


def ratios_of(figures: Figures, plan: Plan) -> dict[str, float]:
    """Medians over the rounds, each compared with its own round: what the machine does meanwhile changes by the minute."""
    turns = range(plan.rounds)
    spread, hot = (figures.rounds["batched", where, plan.crowd] for where in (SPREAD, HOT))
    found = {
        "batched_vs_tpcb": [figures.best("batched", SPREAD, turn) / figures.best(TPCB, SPREAD, turn) for turn in turns],
        "hot_vs_spread": [there / here for here, there in zip(spread, hot, strict=True)],
        "single_vs_orm": [figures.best("single", SPREAD, turn) / figures.best("orm", SPREAD, turn) for turn in turns],
    }
    return {name: round(median(each), 2) for name, each in found.items()}


def print_rates(figures: Figures) -> None:
    rows = [
        [NAMES[name], where, str(clients), f"{median(rates):,.0f}", " ".join(f"{rate:,.0f}" for rate in rates)]
        for (name, where, clients), rates in sorted(
            figures.rounds.items(), key=lambda item: (list(NAMES).index(item[0][0]), item[0][1] == HOT, item[0][2])
        )
    ]
    head = ["", "wallets", "clients", "transfers/s", "each round"]
    print("\nEvery commit on disk before it is answered.\n" + table(head, rows))


def print_judgement(ratios: dict[str, float]) -> None:
    rows = [
        [name, f"{ratio:.2f}", f"at least {GOALS[name]}", "reached" if ratio >= GOALS[name] else "MISSED"]
        for name, ratio in ratios.items()
    ]
    print("\n" + table(["ratio", "measured", "goal", ""], rows))


if __name__ == "__main__":
    sys.exit(main())
