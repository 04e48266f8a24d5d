"""Computes the Roast-o-meter again from what was recorded, and says where it differs from what was shown."""

from __future__ import annotations

import sys
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandParser

from streams.models import Stream
from streams.selectors.figures import differences


class Command(BaseCommand):
    help = (
        "Compute past values of the meter again, and check that reactions add up. Ends with code 1 if anything differs."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stream", type=UUID, help="only this one; otherwise every stream that ever began")

    def handle(self, *args: Any, **options: Any) -> None:
        streams = Stream.everything.filter(started_at__isnull=False).order_by("id")
        if options["stream"] is not None:
            streams = streams.filter(pk=options["stream"])
        looked_at = wrong = 0
        for stream in streams.iterator():
            looked_at += 1
            for difference in differences(stream.pk):
                wrong += 1
                self.stderr.write(f"{stream.pk}: {difference}")
        self.stdout.write(f"{looked_at} streams, {wrong} differences.")
        if wrong:
            sys.exit(1)
