"""Look after the outbox."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Count

from roastlive.lib.models import OutboxMessage
from roastlive.lib.outbox import relay, requeue
from roastlive.lib.outbox.metrics import standing
from roastlive.lib.outbox.topics import handled_topics

SHOWN = 50


class Command(BaseCommand):
    help = "Shows what waits to be done after commits, gives quarantined messages another chance, or relays once."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("status", help="What waits, and what was quarantined and why.")
        again = actions.add_parser("requeue", help="Try quarantined messages again.")
        again.add_argument("ids", nargs="*", type=UUID, help="Which ones; all of them if none is named.")
        actions.add_parser("run", help="Handle what is due now, in this process.")

    def handle(self, *args: Any, **options: Any) -> None:
        actions = {"status": self.status, "requeue": self.requeue, "run": self.run}
        actions[options["action"]](**options)

    def status(self, **options: Any) -> None:
        now = standing()
        self.stdout.write(f"waiting {now.waiting}, oldest {now.oldest_seconds:.0f} s, quarantined {now.quarantined}")
        for topic, count in (
            OutboxMessage.objects.waiting().values_list("topic").annotate(Count("id")).order_by("topic")
        ):
            handled = "" if topic in handled_topics() else "  (nobody handles this topic)"
            self.stdout.write(f"  {topic}: {count}{handled}")
        for message in OutboxMessage.objects.quarantined().order_by("id")[:SHOWN]:
            self.stdout.write(f"  {message.id} {message.topic}: {message.last_error}")

    def requeue(self, *, ids: list[UUID], **options: Any) -> None:
        count = requeue(ids or None)
        if ids and count < len(ids):
            raise CommandError(f"{count} of {len(ids)} are tried again; the others are not in quarantine.")
        self.stdout.write(f"{count} are tried again.")

    def run(self, **options: Any) -> None:
        done = relay()
        self.stdout.write(
            f"handled {done.handled}, failed {done.failed}, postponed {done.postponed}, quarantined {done.quarantined}"
        )
