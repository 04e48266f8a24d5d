"""What a second process does in a test: append given events as soon as it is told to."""

from __future__ import annotations

import sys
from uuid import UUID

from roastlive.lib.eventstore import Event, store
from roastlive.lib.eventstore.tests.collections import WORDS
from roastlive.lib.eventstore.tests.factories import word

BATCH = 7


def main() -> None:
    """Says when it is ready, reads ids from one line, and says how many of them were new."""
    store().count(WORDS)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    events = [Event(word().values, id=UUID(line)) for line in sys.stdin.readline().split()]
    batches = (events[start : start + BATCH] for start in range(0, len(events), BATCH))
    sys.stdout.write(str(sum(store().append_many(WORDS, batch) for batch in batches)))
