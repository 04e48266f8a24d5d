"""Who was erased, written down where no backup of the database reaches.

A backup that is older than somebody's erasure brings them back when it is restored. This journal says whom to erase again:
their id and the day, which is nothing but a number that no longer means anybody. It lies beside the backups, never in them.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from roastlive.lib.errors import Unavailable

ID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")


def note_erased(person_id: UUID) -> None:
    """On the disk when this returns; told twice is written twice, and read once. Raises Unavailable."""
    line = f"{timezone.now():%Y-%m-%d} {person_id}\n".encode()
    journal = Path(settings.ERASURE_JOURNAL)
    try:
        journal.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(journal, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, line)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise Unavailable from error


def erased_ids() -> list[UUID]:
    """Everybody once, in the order in which they went. A line that was cut short is none."""
    try:
        text = Path(settings.ERASURE_JOURNAL).read_text(errors="replace")
    except FileNotFoundError:
        return []
    return [UUID(found) for found in dict.fromkeys(ID.findall(text))]
