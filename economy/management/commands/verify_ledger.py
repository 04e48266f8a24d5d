"""Prove that the ledger is right."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from economy.services.verification import RULES, extent, findings, one_moment


class Command(BaseCommand):
    help = (
        "Checks every account, transfer, entry and hold of the ledger. Prints what is wrong; then the exit code is 1."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        number = 0
        with one_moment():
            there = extent()
            for finding in findings():
                number += 1
                self.stdout.write(f"{finding.rule}: {finding.what}")
        size = f"{there.accounts} accounts, {there.transfers} transfers, {there.entries} entries, {len(RULES)} rules"
        if number:
            raise CommandError(f"The ledger is wrong in {number} places ({size}).")
        self.stdout.write(f"The ledger is right: {size}.")
