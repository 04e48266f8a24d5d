"""A file of what a partition held, written before it is dropped."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

from django.db import connection

from roastlive.lib.eventstore.collection import Collection
from roastlive.lib.eventstore.payload import to_payload
from roastlive.lib.eventstore.people import forget_everybody
from roastlive.lib.eventstore.postgres import statements
from roastlive.lib.partitions.calendar import Partition


def write_archive(collection: Collection, partition: Partition, directory: Path) -> Path:
    """One event a line, oldest first. Nobody can be erased from a file, so it names nobody.

    It holds what would be left had everyone been erased. The file appears whole or not at all.
    """
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / f"{partition.name}.jsonl.gz"
    unfinished = path.with_suffix(".unfinished")
    # A cursor that fetches as it goes: a month may not fit into memory.
    with connection.chunked_cursor() as cursor, unfinished.open("wb") as raw, gzip.open(raw, "wt") as lines:
        cursor.execute(*statements.all_rows(collection, partition.name))
        for row in cursor:
            event = forget_everybody(collection, statements.event_of(collection, row))
            if event is not None:
                lines.write(json.dumps(to_payload(collection, event)) + "\n")
        lines.close()
        raw.flush()
        os.fsync(raw.fileno())
    unfinished.rename(path)
    return path
