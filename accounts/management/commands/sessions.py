"""Who is logged in, and how to end it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.selectors import sessions_of
from accounts.services.purge import forget_old_keys
from accounts.services.sessions import Ending, end_sessions


class Command(BaseCommand):
    help = "`sessions purge` forgets what is over; `sessions list EMAIL` shows devices; `sessions end EMAIL` ends them all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=["purge", "list", "end"])
        parser.add_argument("email", nargs="?", default="")

    def handle(self, *args: Any, act: str, email: str, **options: Any) -> None:
        if act == "purge":
            self.stdout.write(f"{forget_old_keys()} rows forgotten.")
            return
        person = User.everyone.with_email(email).first() if email else None
        if person is None:
            raise CommandError("Whose? Give the email address of somebody who is here.")
        if act == "end":
            self.stdout.write(f"{end_sessions(user_id=person.pk, ending=Ending.STAFF)} sessions ended.")
            return
        for session in sessions_of(person):
            self.stdout.write(f"{session.pk}  {session.last_seen_at:%Y-%m-%d %H:%M}  {session.ip or '-'}  {session}")
