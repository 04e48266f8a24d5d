"""Prove that the audit log is as it was written."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from moderation.services.audit_proof import note_head, prove


class Command(BaseCommand):
    help = "Read the whole chain of the audit log, name the first row that is not as it was, and note where the chain ends."

    def handle(self, *args: Any, **options: Any) -> None:
        proof = prove()
        if proof.broken:
            raise CommandError(proof.broken, returncode=1)
        note_head()
        self.stdout.write(self.style.SUCCESS(f"{proof.head.number} rows, all as they were. Head: {proof.head.hash}"))
