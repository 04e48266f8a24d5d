"""What the database says in the end, against what the clients were told."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import LiteralString

from benchmarks.drill_ledger.book import Book, Entry
from benchmarks.drill_ledger.stage import Stage
from benchmarks.report import ROOT
from roastlive.lib.embedded.layout import DATABASE

OVERDRAFTS: LiteralString = """
    SELECT (SELECT count(*) FROM economy_ledgeraccount WHERE owner_id IS NOT NULL AND balance < 0)
         + (SELECT count(*) FROM economy_ledgerentry WHERE owner_id IS NOT NULL AND balance_after < 0)
"""
SUM: LiteralString = "SELECT coalesce(sum(balance), 0)::bigint FROM economy_ledgeraccount"
# Names that a client gave, by the row that bears them.
GIVEN: LiteralString = "SELECT reference, id::text FROM economy_ledgertransfer WHERE kind = 'tip'"
RESERVED: LiteralString = "SELECT reference, id::text FROM economy_hold WHERE purpose = 'drill'"
STATES: LiteralString = "SELECT id::text, state FROM economy_hold"
REVERSALS: LiteralString = "SELECT transfer_id::text, original_id::text FROM economy_ledgerreversal"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    attempts: int
    acknowledged: int
    refused: int
    unanswered: int
    # Acknowledged, and not there; there more than once; there, although the client was told no.
    lost: int
    doubled: int
    denied: int
    overdrafts: int
    sum: int
    # `manage.py verify_ledger` found nothing wrong.
    verified: bool

    @property
    def passed(self) -> bool:
        wrong = (self.unanswered, self.lost, self.doubled, self.denied, self.overdrafts, self.sum)
        return not any(wrong) and self.verified


def judge(stage: Stage, books: Sequence[Book]) -> Verdict:
    with stage.postgres.connect(DATABASE) as connection:
        named = connection.execute(GIVEN).fetchall() + connection.execute(RESERVED).fetchall()
        states: dict[str, str] = dict(connection.execute(STATES).fetchall())
        reversals: dict[str, str] = dict(connection.execute(REVERSALS).fetchall())
        overdrafts, total = (connection.execute(query).fetchone() for query in (OVERDRAFTS, SUM))
    rows = Counter(reference for reference, _id in named)
    ids = {row_id: reference for reference, row_id in named}

    def stands(reference: str, entry: Entry) -> bool:
        kind, made = entry.deed["kind"], str(entry.made)
        if kind in ("give", "reserve"):
            return ids.get(made) == reference
        if kind == "reverse":
            return reversals.get(made) == entry.deed["of"]
        return states.get(made) == {"capture": "captured", "void": "voided"}[kind]

    entries = list(_every_entry(books))
    acknowledged = [(reference, entry) for reference, entry in entries if entry.acknowledged]
    refused = [(reference, entry) for reference, entry in entries if entry.answer and not entry.acknowledged]
    return Verdict(
        attempts=len(entries),
        acknowledged=len(acknowledged),
        refused=len(refused),
        unanswered=len(entries) - len(acknowledged) - len(refused),
        lost=sum(not stands(reference, entry) for reference, entry in acknowledged),
        doubled=sum(count - 1 for count in rows.values()),
        denied=sum(reference in rows for reference, _entry in refused),
        overdrafts=overdrafts[0] if overdrafts else 0,
        sum=total[0] if total else 0,
        verified=_verifies(stage),
    )


def _every_entry(books: Sequence[Book]) -> Iterator[tuple[str, Entry]]:
    for client, book in enumerate(books):
        for number, entry in book.entries.items():
            yield f"drill:{client}:{number}", entry


def _verifies(stage: Stage) -> bool:
    command = [sys.executable, "manage.py", "verify_ledger"]
    done = subprocess.run(command, cwd=ROOT, env=stage.environment, check=False)
    return done.returncode == 0
