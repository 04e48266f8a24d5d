"""Put together what is kept about somebody, where they asked by letter."""

from __future__ import annotations

from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.services.archive import write_archive
from accounts.services.private_files import write_whole


class Command(BaseCommand):
    help = "Writes everything that is kept about somebody into a ZIP file that is yours alone to read."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--to", type=Path, required=True, metavar="FILE")

    def handle(self, *args: Any, email: str, to: Path, **options: Any) -> None:
        person = User.objects.with_email(email).first()
        if person is None:
            raise CommandError("Nobody here has this email address.")
        if to.exists():
            raise CommandError(f"{to} is there already.")
        try:
            size = write_whole(to, partial(write_archive, person))
        except OSError as error:
            raise CommandError(f"{to} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{to}: {size} bytes about {person.username}. Hand it to nobody but them.")
