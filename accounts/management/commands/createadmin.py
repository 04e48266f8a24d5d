"""Make somebody who may do everything."""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError

from accounts.services.administrators import create_administrator
from roastlive.lib.errors import DomainError


class Command(BaseCommand):
    help = "Makes an administrator. Asks for what is not given; the second factor is set up at the first visit to the desk."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email")
        parser.add_argument("--username")
        parser.add_argument(
            "--password-stdin", action="store_true", help="Read the password from the first line of the standard input."
        )

    def handle(self, *args: Any, email: str | None, username: str | None, password_stdin: bool, **options: Any) -> None:
        email = email or self._ask("Email address: ")
        username = username or self._ask("Username: ")
        password = sys.stdin.readline().rstrip("\r\n") if password_stdin else self._ask_password()
        try:
            create_administrator(email=email, username=username, password=password)
        except DomainError as error:
            reasons = [str(reason) for reasons in error.errors.values() for reason in reasons]
            raise CommandError(" ".join([str(error), *reasons])) from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except IntegrityError as error:
            raise CommandError("Somebody uses this email address or username already.") from error
        self.stdout.write(f"{username} may do everything now. Log in at /admin/ with {email}.")

    def _ask(self, question: str) -> str:
        if not sys.stdin.isatty():
            raise CommandError("Nobody can be asked here: give --email, --username and --password-stdin.")
        return input(question).strip()

    def _ask_password(self) -> str:
        if not sys.stdin.isatty():
            raise CommandError("Nobody can be asked here: give --password-stdin.")
        password = getpass.getpass("Password: ")
        if password != getpass.getpass("Once more: "):
            raise CommandError("These were two different passwords.")
        return password
