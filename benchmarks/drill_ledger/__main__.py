"""`python -m benchmarks.drill_ledger [--attempts N] [--kills N] [--seed N] [--break=lock|sum|sync|dedupe]`

Random transfers, holds and reversals, while clients and PostgreSQL are killed with `kill -9`. In the end every acknowledged
deed must be there, once, nothing that was refused may be, and the money must sum to zero. With `--break` a safeguard is
missing, and the drill must end with code 1.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from benchmarks.drill_ledger.breaking import SAFEGUARDS, take_away
from benchmarks.drill_ledger.cast import gather
from benchmarks.drill_ledger.killing import Chaos
from benchmarks.drill_ledger.stage import Stage
from benchmarks.drill_ledger.verdict import judge
from benchmarks.report import machine, table, write_drill

ATTEMPTS = 100_000
KILLS = 100
# By how many times quicker `--quick` is over.
QUICK = 20


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--attempts", type=int, default=ATTEMPTS)
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--quick", action="store_true", help="a small round, to see that everything works")
    parser.add_argument("--break", dest="broken", choices=SAFEGUARDS, default="", help="without this safeguard")
    arguments = parser.parse_args()
    shrink = QUICK if arguments.quick else 1
    print(f"{machine()}; seed {arguments.seed}")

    # A short path: a socket's has little room.
    with tempfile.TemporaryDirectory(prefix="rl-drill-") as directory:
        Path(directory).chmod(0o755)
        stage = Stage(Path(directory))
        try:
            stage.open()
            cast = gather(stage)
            if arguments.broken:
                take_away(arguments.broken, stage)
            chaos = Chaos(
                stage=stage,
                cast=cast,
                seed=arguments.seed,
                attempts=arguments.attempts // shrink,
                kills=arguments.kills // shrink,
                clients_forget_keys=arguments.broken == "dedupe",
            )
            chaos.reign()
            verdict = judge(stage, chaos.books())
        finally:
            stage.close()

    figures = {**chaos.figures(), **asdict(verdict), "seed": arguments.seed}
    print(table(("", "number"), [(name.replace("_", " "), str(value)) for name, value in figures.items()]))
    is_whole = arguments.attempts // shrink >= ATTEMPTS and arguments.kills // shrink >= KILLS
    if is_whole and not arguments.broken:
        print("Written:", write_drill("ledger", passed=verdict.passed, figures=figures))
    print("Nothing was lost, doubled or overdrawn." if verdict.passed else "The ledger did not hold.")
    return 0 if verdict.passed else 1


if __name__ == "__main__":
    sys.exit(main())
