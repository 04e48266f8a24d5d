"""Partitions by time: the coming ones are made. Of the event store, what outlived its lifetime goes; of a table, nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from roastlive.lib.eventstore import StoreUnavailable, registered, store
from roastlive.lib.eventstore.postgres import upkeep
from roastlive.lib.eventstore.printing import lined_up
from roastlive.lib.eventstore.report import Expired
from roastlive.lib.eventstore.tending import tend
from roastlive.lib.partitions.upkeep import lacking_partitions, partitioned_models, tend_models
from roastlive.lib.partitions.upkeep import sizes as table_sizes


class Command(BaseCommand):
    help = "Makes partitions for the time to come, moves in what waited for them, and drops those that are expired."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--list", action="store_true", dest="only_list", help="change nothing")
        parser.add_argument(
            "--check", action="store_true", help="change nothing; fail if a table lacks the partition of now or next"
        )
        parser.add_argument(
            "--archive", type=Path, metavar="DIRECTORY", help="write each partition to a file before it goes"
        )

    def handle(self, *args: Any, only_list: bool, check: bool, archive: Path | None, **options: Any) -> None:
        if check:
            self.check_tables()
            return
        try:
            if not only_list:
                self.tend(archive)
        except StoreUnavailable as error:
            raise CommandError(f"The event store does not answer: {error.__cause__}") from error
        except OSError as error:
            raise CommandError(f"The archive cannot be written, so nothing more was dropped: {error}") from error
        self.show()

    def check_tables(self) -> None:
        if lacking := lacking_partitions(timezone.now()):
            raise CommandError(f"Missing: {', '.join(lacking)}. Run `manage.py partitions`.")
        self.stdout.write("Every table has the partitions it needs.")

    def tend(self, archive: Path | None) -> None:
        for name in tend_models():
            self.stdout.write(f"made partition {name}")
        if archive is not None and not store().transactional:
            raise CommandError("Only partitions can be archived, and MongoDB has none.")
        for done in tend(archive=archive):
            if isinstance(done, Expired):
                self.stdout.write(f"removed {done.events} events of {done.collection}: {done.what}")
            else:
                self.stdout.write(f"made {done.what} {done.name}")

    def show(self) -> None:
        sizes = [(model._meta.label, size) for model in partitioned_models() for size in table_sizes(model)]
        if store().transactional:
            sizes += [(each.name, size) for each in registered() for size in upkeep.sizes(each)]
        else:
            self.stdout.write(
                "The event store is MongoDB, which has no partitions: its TTL indexes remove what is expired."
            )
        rows = [
            (of, size.name, size.start or "any time", size.end or "any time", size.rows, filesizeformat(size.bytes))
            for of, size in sizes
        ]
        self.stdout.write(lined_up(("rows of", "partition", "from", "until", "rows, about", "size"), rows))
