"""Partitions by time: the coming ones are made, what outlived its lifetime goes."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat

from roastlive.lib.eventstore import StoreUnavailable, registered, store
from roastlive.lib.eventstore.postgres import upkeep
from roastlive.lib.eventstore.printing import lined_up
from roastlive.lib.eventstore.report import Expired
from roastlive.lib.eventstore.tending import tend


class Command(BaseCommand):
    help = "Makes partitions for the time to come, moves in what waited for them, and drops those that are expired."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--list", action="store_true", dest="only_list", help="change nothing")
        parser.add_argument(
            "--archive", type=Path, metavar="DIRECTORY", help="write each partition to a file before it goes"
        )

    def handle(self, *args: Any, only_list: bool, archive: Path | None, **options: Any) -> None:
        try:
            if not only_list:
                self.tend(archive)
        except StoreUnavailable as error:
            raise CommandError(f"The event store does not answer: {error.__cause__}") from error
        except OSError as error:
            raise CommandError(f"The archive cannot be written, so nothing more was dropped: {error}") from error
        if store().transactional:
            self.show()
        else:
            self.stdout.write(
                "The event store is MongoDB, which has no partitions: its TTL indexes remove what is expired."
            )

    def tend(self, archive: Path | None) -> None:
        if archive is not None and not store().transactional:
            raise CommandError("Only partitions can be archived, and MongoDB has none.")
        for done in tend(archive=archive):
            if isinstance(done, Expired):
                self.stdout.write(f"removed {done.events} events of {done.collection}: {done.what}")
            else:
                self.stdout.write(f"made {done.what} {done.name}")

    def show(self) -> None:
        rows = [
            (
                collection.name,
                size.name,
                size.start or "any time",
                size.end or "any time",
                size.rows,
                filesizeformat(size.bytes),
            )
            for collection in registered()
            for size in upkeep.sizes(collection)
        ]
        if not rows:
            self.stdout.write("No collection is registered.")
            return
        self.stdout.write(lined_up(("collection", "partition", "from", "until", "rows, about", "size"), rows))
