"""Make somebody nobody, at once; or again, after a backup has brought them back."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.services.erasure import erasable_parts, erase_again, erase_part, erase_person
from roastlive.lib.errors import DomainError


class Command(BaseCommand):
    help = "Erases somebody for good, without the two weeks that the page gives. `--again` is for after a restore."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", nargs="?", default="")
        parser.add_argument("--yes", action="store_true", help="Ask nothing.")
        parser.add_argument(
            "--again", action="store_true", help="Erase everybody in the journal whom a restored backup brought back."
        )

    def handle(self, *args: Any, email: str, yes: bool, again: bool, **options: Any) -> None:
        if again:
            self._again()
            return
        person = User.objects.with_email(email).first() if email else None
        if person is None:
            raise CommandError("Whom? Give the email address of somebody who is here.")
        if not yes:
            self._ask(email)
        try:
            erase_person(person_id=person.pk)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self._finish(person.pk)
        self.stdout.write(f"{person.username} is nobody any more.")

    def _again(self) -> None:
        returned = erase_again()
        for person_id in returned:
            self._finish(person_id)
        self.stdout.write(f"{len(returned)} of the journal were here, and are not any more.")

    def _finish(self, person_id: UUID) -> None:
        """At once, part by part. The messages that were written too find nothing left to do; without this, they do it."""
        for name in erasable_parts():
            erase_part(person_id=person_id, name=name)

    def _ask(self, email: str) -> None:
        if not sys.stdin.isatty():
            raise CommandError("Nobody can be asked here: give --yes.")
        if input(f"This cannot be undone. Write {email} to go on: ").strip().casefold() != email.casefold():
            raise CommandError("Nothing was done.")
