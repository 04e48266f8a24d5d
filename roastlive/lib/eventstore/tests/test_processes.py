"""Two processes that append the same events at the same time."""

from __future__ import annotations

import os
import random
import subprocess
import sys

from django.conf import settings

from roastlive.lib.eventstore import EventStore
from roastlive.lib.eventstore.checking import checked_events
from roastlive.lib.eventstore.tests.collections import WORDS
from roastlive.lib.eventstore.tests.factories import word
from roastlive.lib.eventstore.tests.peer import CHECKOUT
from roastlive.lib.ids import uuid7


def writer() -> subprocess.Popen[str]:
    story = "import django; django.setup(); from roastlive.lib.eventstore.tests import appending; appending.main()"
    return subprocess.Popen(
        [sys.executable, "-c", story],
        env=os.environ | {"MONGODB_URI": settings.MONGODB_URI},
        cwd=CHECKOUT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def test_what_two_processes_append_at_once_is_kept_once(committing_store: EventStore) -> None:
    identifiers = [str(uuid7()) for _ in range(700)]
    shuffled = random.Random(7).sample(identifiers, len(identifiers))
    writers = [writer(), writer()]
    for process in writers:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"

    for process, order in zip(writers, (identifiers, shuffled), strict=True):
        assert process.stdin is not None
        process.stdin.write(" ".join(order) + "\n")
        process.stdin.flush()
    new = [int(process.communicate(timeout=60)[0]) for process in writers]

    assert [process.returncode for process in writers] == [0, 0]
    assert sum(new) == 700
    assert min(new) > 0
    assert committing_store.count(WORDS) == 700


def test_writers_of_the_same_events_take_them_in_the_same_order() -> None:
    said = [word(f"{n}") for n in range(20)]

    assert checked_events(WORDS, said[::-1]) == checked_events(WORDS, said)
