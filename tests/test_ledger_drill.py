"""The drill of the ledger passes, and each of its broken variants is caught."""

from __future__ import annotations

import subprocess
import sys

import pytest

from benchmarks.drill_ledger.breaking import SAFEGUARDS
from benchmarks.report import ROOT

SMALL = ("--attempts=700", "--kills=8", "--seed=11")
# Only a client that dies between a commit and its answer asks twice.
MORE_KILLS = {"dedupe": ("--kills=20",)}


def drill(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks.drill_ledger", *SMALL, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_ledger_holds_under_kill_9():
    done = drill()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Nothing was lost, doubled or overdrawn." in done.stdout


@pytest.mark.parametrize("safeguard", SAFEGUARDS)
def test_drill_notices_a_missing_safeguard(safeguard):
    done = drill(*MORE_KILLS.get(safeguard, ()), f"--break={safeguard}")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "The ledger did not hold." in done.stdout
