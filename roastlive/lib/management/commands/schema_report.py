"""What tables, constraints, indexes, views and rules the database has."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from roastlive.lib.schema.catalog import read_schema
from roastlive.lib.schema.description import Schema
from roastlive.lib.schema.document import PageUnusable, with_arrivals, with_machine_part
from roastlive.lib.schema.markdown import as_markdown
from roastlive.lib.schema.ownership import ownership


class Command(BaseCommand):
    help = "Describes the real database from its catalogs, as Markdown, as JSON, or into docs/schema.md."
    # It looks at the database alone, and should do so whatever else is wrong.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", dest="as_json", action="store_true", help="for programs; tables of packages too")
        form.add_argument(
            "--write",
            metavar="PAGE",
            type=Path,
            nargs="?",
            const=Path("docs", "schema.md"),
            help="renew this page, docs/schema.md if none is named: the machine's part, and what has come since",
        )

    def handle(self, *args: Any, as_json: bool, write: Path | None, **options: Any) -> None:
        schema = read_schema()
        if as_json:
            self.stdout.write(json.dumps(asdict(schema), indent=2))
            return
        report = as_markdown(schema, ownership())
        if write:
            self.renew(write, schema, report)
        else:
            self.stdout.write(report)

    def renew(self, path: Path, schema: Schema, report: str) -> None:
        try:
            page = path.read_text()
            renewed = with_machine_part(with_arrivals(page, schema), report)
            if renewed != page:
                path.write_text(renewed)
        except (OSError, PageUnusable) as error:
            raise CommandError(f"{path} could not be renewed. {error}") from error
        self.stdout.write(f"{path} {'is renewed' if renewed != page else 'says so already'}.")
