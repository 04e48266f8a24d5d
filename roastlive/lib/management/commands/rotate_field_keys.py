"""Save every encrypted value again under the first key of FIELD_KEYS."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from roastlive.lib.crypto.keys import current_key_id
from roastlive.lib.crypto.rotation import encrypted_models, rotate


class Command(BaseCommand):
    help = (
        "Moves encrypted fields to the first key of FIELD_KEYS. Run it after putting a new key in front of the old one."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        stuck = []
        for model in encrypted_models():
            rotation = rotate(model)
            self.stdout.write(f"{model._meta.label}: {rotation.moved} moved to the key {current_key_id()}")
            stuck += rotation.stuck
        if stuck:
            raise CommandError("\n".join(["Keep the old keys: some values could not be opened.", *stuck]))
        self.stdout.write("Nothing depends on the older keys any more.")
