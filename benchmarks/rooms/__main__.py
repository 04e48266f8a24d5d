"""`python -m benchmarks.rooms [--quick] [--break=drop]`"""

from __future__ import annotations

import argparse
import os
import sys
from statistics import median

from benchmarks.report import machine, table, write_benchmark
from benchmarks.rooms.measuring import (
    BARE,
    CONTESTANTS,
    NAIVE_CORE,
    NAIVE_PUBSUB,
    ROOMS,
    ROOMS_TICK,
    Contestant,
    Incomplete,
    Plan,
    Result,
    measure,
)
from benchmarks.rooms.servers import raise_file_limit

QUICK = Plan(sizes=(100,), rounds=2, seconds=0.4, steady_seconds=0.5, flood_rates=(800,), flood_seconds=1.0)
# The house must be this good at this number of sockets.
JUDGED_AT = 1000
LEAST_OF_BARE = 0.65
LEAST_OF_NAIVE = 15.0
LEAST_TICK_DELIVERIES = 800_000
LONGEST_P99_MS = 100.0

Found = dict[int, dict[Contestant, Result]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one small round, to see that everything works")
    parser.add_argument(
        "--break", dest="broken", choices=["drop"], default="", help="a broken room; the count must notice"
    )
    arguments = parser.parse_args()
    raise_file_limit()
    try:
        found = measure(QUICK if arguments.quick else Plan(), arguments.broken)
    except Incomplete as error:
        sys.stderr.write(f"Not everything arrived. {error}\n")
        return 1
    print(machine(), f"load {os.getloadavg()[0]:.1f}", sep=", ")
    print_deliveries(found)
    print_floods(found)
    size = JUDGED_AT if JUDGED_AT in found else max(found)
    ratios, figures = ratios_of(found[size]), figures_of(found, size)
    if size == JUDGED_AT:
        print_judgement(ratios, figures)
        print("Written:", write_benchmark("rooms", figures=figures, ratios=ratios))
    return 0


def ratios_of(results: dict[Contestant, Result]) -> dict[str, float]:
    """Medians of pairs that were measured next to each other."""

    def against(other: Contestant) -> float:
        pairs = zip(results[ROOMS].per_cpu_second, results[other].per_cpu_second, strict=True)
        return median(ours / theirs for ours, theirs in pairs)

    naive = max((NAIVE_CORE, NAIVE_PUBSUB), key=lambda contestant: results[contestant].typical)
    return {"rooms_vs_bare": round(against(BARE), 3), "rooms_vs_naive": round(against(naive), 1)}


def figures_of(found: Found, size: int) -> dict[str, float | int | None]:
    # The most that arrived in time: a flood that is late is no live room.
    floods = found[size][ROOMS_TICK].floods.values()
    best = max(floods, key=lambda flood: (flood.p99_ms <= LONGEST_P99_MS, flood.deliveries_a_second))
    figures: dict[str, float | int | None] = {
        "sockets": size,
        "tick_deliveries_per_s": round(best.deliveries_a_second),
        "tick_p99_ms": round(best.p99_ms, 1),
        "tick_cores": round(best.cores, 2),
    }
    for count, results in found.items():
        for contestant, result in results.items():
            name = f"{contestant.name}, {count} sockets"
            if result.per_cpu_second:
                figures[f"{name}, deliveries per CPU second"] = round(result.typical)
            figures[f"{name}, p50 ms"] = result.p50_ms and round(result.p50_ms, 1)
            figures[f"{name}, p99 ms"] = result.p99_ms and round(result.p99_ms, 1)
            figures[f"{name}, KiB a socket"] = round(result.kib_a_socket, 1)
    return figures


def print_deliveries(found: Found) -> None:
    rows = []
    for count, results in found.items():
        bare = results[BARE].typical
        for contestant in CONTESTANTS:
            result = results[contestant]
            measured = bool(result.per_cpu_second)
            rows.append(
                [
                    contestant.name,
                    str(count),
                    f"{result.typical:,.0f}" if measured else "see below",
                    f"{result.typical / bare:.3f}" if measured else "",
                    milliseconds(result.p50_ms),
                    milliseconds(result.p99_ms),
                    f"{result.undelivered:,}" if result.undelivered else "",
                    f"{result.kib_a_socket:.1f}",
                ]
            )
    head = ["", "sockets", "deliveries/CPU s", "of bare", "p50 ms", "p99 ms", "late or lost", "KiB/socket"]
    print("\nOne room. Latency at 10 messages a second.\n" + table(head, rows))


def print_floods(found: Found) -> None:
    rows = [
        [
            contestant.name,
            str(count),
            f"{rate:,}",
            f"{flood.deliveries_a_second:,.0f}",
            milliseconds(flood.p50_ms),
            milliseconds(flood.p99_ms),
            f"{flood.cores:.2f}",
        ]
        for count, results in found.items()
        for contestant, result in results.items()
        for rate, flood in result.floods.items()
    ]
    head = ["", "sockets", "messages/s in", "deliveries/s", "p50 ms", "p99 ms", "cores"]
    print("\nWith tick. The age of a frame is that of its oldest message.\n" + table(head, rows))


def print_judgement(ratios: dict[str, float], figures: dict[str, float | int | None]) -> None:
    p99 = figures["tick_p99_ms"] or 0
    deliveries = figures["tick_deliveries_per_s"] or 0
    bare, naive = ratios["rooms_vs_bare"], ratios["rooms_vs_naive"]
    goals = [
        ("rooms / bare", f"{bare:.2f}", f"{LEAST_OF_BARE}", bare >= LEAST_OF_BARE),
        ("rooms / better Channels", f"{naive:.1f}", f"{LEAST_OF_NAIVE:.0f}", naive >= LEAST_OF_NAIVE),
        (
            "tick, deliveries a second",
            f"{deliveries:,}",
            f"{LEAST_TICK_DELIVERIES:,}",
            deliveries >= LEAST_TICK_DELIVERIES,
        ),
        ("tick, p99 ms at that", f"{p99}", f"at most {LONGEST_P99_MS:.0f}", p99 <= LONGEST_P99_MS),
    ]
    rows = [[what, measured, goal, "reached" if reached else "MISSED"] for what, measured, goal, reached in goals]
    print("\n" + table([f"At {JUDGED_AT} sockets, uvicorn", "measured", "goal", ""], rows))


def milliseconds(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


if __name__ == "__main__":
    sys.exit(main())
