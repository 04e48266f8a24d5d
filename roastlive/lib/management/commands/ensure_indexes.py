"""Tables, partitions and indexes of the event store."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from roastlive.lib.eventstore import StoreUnavailable, registered, store
from roastlive.lib.eventstore.choice import owner_rights
from roastlive.lib.eventstore.printing import lined_up
from roastlive.lib.eventstore.report import Line, State


class Command(BaseCommand):
    help = "Makes what the event store lacks: tables, partitions, indexes. It may be run again at any time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="change nothing; list what is there and what should be, fail if they differ",
        )

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        try:
            if not check:
                self.make()
            report = store().report(registered(), timezone.now())
        except StoreUnavailable as error:
            raise CommandError(f"The event store does not answer: {error.__cause__}") from error
        self.stdout.write(self.summary(report, everything=check))
        if lacking := [line for line in report if line.lacking]:
            advice = (
                "Run ensure_indexes." if check else "These differ in a way that takes a decision: see README.md there."
            )
            raise CommandError(f"{len(lacking)} of {len(report)} are missing or different. {advice}")

    def make(self) -> None:
        with owner_rights():
            for line in store().ensure(registered(), timezone.now()):
                verb = "removed" if line.state is State.UNDECLARED else "made"
                self.stdout.write(f"{verb} {line.what} {line.name}")

    def summary(self, report: Sequence[Line], *, everything: bool) -> str:
        shown = [line for line in report if everything or line.state is not State.PRESENT]
        counted = Counter(line.state for line in report)
        totals = (
            ", ".join(f"{number} {state}" for state, number in sorted(counted.items()))
            or "No collection is registered."
        )
        rows = [(line.collection, line.what, line.name, line.state) for line in shown]
        return "\n\n".join([*([lined_up(("collection", "what", "name", "state"), rows)] if rows else []), totals])
