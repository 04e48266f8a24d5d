"""Who works at the desk, said at the command line: whoever can write to the database may do so."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from moderation.models import StaffMember
from moderation.roles import Role
from moderation.services.staff import appoint, dismiss, is_consistent, role_of
from roastlive.lib.errors import DomainError


class Command(BaseCommand):
    help = (
        "Lists who works at the desk, appoints somebody who has an account, or lets somebody go. Each act is audited."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("list", help="Everybody who works here, and as what.")
        add = acts.add_parser("add", help="Give somebody a role, or another one.")
        add.add_argument("email")
        add.add_argument("--role", required=True, choices=Role.values)
        add.add_argument("--reason", default="", help="Stands in the audit log.")
        remove = acts.add_parser("remove", help="Take every right that staff have.")
        remove.add_argument("email")
        remove.add_argument("--reason", default="", help="Stands in the audit log.")

    def handle(self, *args: Any, act: str, **options: Any) -> None:
        if act == "list":
            self._list()
            return
        person = User.objects.with_email(options["email"]).first()
        if person is None:
            raise CommandError(f"Nobody has an account with {options['email']}.")
        try:
            if act == "add":
                appoint(person=person, role=options["role"], by=None, reason=options["reason"])
            else:
                dismiss(person=person, by=None, reason=options["reason"])
        except DomainError as error:
            reasons = [str(reason) for reasons in error.errors.values() for reason in reasons]
            raise CommandError(" ".join([str(error), *reasons])) from error
        said = f"is {options['role']} now" if act == "add" else "works here no more"
        self.stdout.write(f"{person.username} {said}.")

    def _list(self) -> None:
        for person in StaffMember.objects.filter(is_staff=True).prefetch_related("groups").order_by("username"):
            role = role_of(person)
            marks = [role.value if role else "no role"]
            if person.is_superuser:
                marks.append("may do everything")
            if not is_consistent(person):
                marks.append("does not fit: appoint them anew")
            self.stdout.write(f"{person.username} <{person.email}>: {', '.join(marks)}")
