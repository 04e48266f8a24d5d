"""What is wrong, and what to do."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from roastlive.diagnosis import examine

MARKS = {True: "ok   ", False: "WRONG", None: "note "}


class Command(BaseCommand):
    help = "Looks at machine, files, settings and stores, and says what is wrong and what to do. Exit code 1 when anything is."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        findings = examine()
        for finding in findings:
            self.stdout.write(f"{MARKS[finding.ok]}  {finding.subject:20} {finding.detail}")
            if finding.ok is False and finding.advice:
                self.stdout.write(f"{'':28}{finding.advice}")
        wrong = sum(finding.ok is False for finding in findings)
        if wrong:
            raise CommandError(f"{wrong} of {len(findings)} things are wrong.")
        self.stdout.write("All is well.")
