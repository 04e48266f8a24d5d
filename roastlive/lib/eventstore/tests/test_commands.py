"""What an operator sees of the event store."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from roastlive.lib.eventstore import EventStore
from roastlive.lib.eventstore.postgres.partitions import default_name, partition_of
from roastlive.lib.eventstore.tests.collections import EVERY_COLLECTION, VISITS, WORDS
from roastlive.lib.eventstore.tests.factories import visit, word
from roastlive.lib.eventstore.tests.peer import free_port
from roastlive.lib.eventstore.tests.test_upkeep import drop_index

in_postgres = pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
in_mongodb = pytest.mark.parametrize("backend", [pytest.param("mongodb", marks=pytest.mark.peer)], indirect=True)


def run(*command: str) -> str:
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def test_the_check_lists_everything_that_is_there(committing_store: EventStore) -> None:
    printed = run("ensure_indexes", "--check")

    for collection in EVERY_COLLECTION:
        assert collection.name in printed
    assert "present" in printed
    assert "missing" not in printed


def test_the_check_fails_and_names_what_is_missing(committing_store: EventStore, backend: str) -> None:
    name = drop_index(backend)
    out = StringIO()

    with pytest.raises(CommandError, match=r"1 of \d+ are missing or different. Run ensure_indexes.") as failure:
        call_command("ensure_indexes", "--check", stdout=out)

    assert failure.value.returncode == 1
    [line] = [line for line in out.getvalue().splitlines() if name in line]
    assert line.split() == [WORDS.name, "index", name, "missing"]


def test_what_is_missing_is_made_and_named(committing_store: EventStore, backend: str) -> None:
    name = drop_index(backend)

    assert f"made index {name}" in run("ensure_indexes")
    assert "made" not in run("ensure_indexes")


@in_mongodb
def test_a_store_that_is_away_is_one_clear_line(committing_store: EventStore, settings: Settings) -> None:
    settings.MONGODB_URI = f"mongodb://127.0.0.1:{free_port()}/away"

    with pytest.raises(CommandError, match=r"The event store does not answer: .*Connection refused"):
        call_command("ensure_indexes")


@in_postgres
def test_partitions_are_made_filled_and_dropped(committing_store: EventStore) -> None:
    now = timezone.now()
    later = now + timedelta(days=100)
    committing_store.append_many(VISITS, [visit(at=now), visit(at=later)])

    with time_machine.travel(later):
        printed = run("partitions")

    assert f"made partition {partition_of(VISITS, later).name}" in printed
    assert f"removed 1 events of {VISITS.name}: {partition_of(VISITS, now).name}" in printed
    shown = [line.split() for line in printed.splitlines() if line.startswith(VISITS.name)]
    assert [VISITS.name, default_name(VISITS), "any", "time", "any", "time"] in [line[:6] for line in shown]
    assert partition_of(VISITS, later).name in [line[1] for line in shown]


@in_postgres
def test_listing_partitions_changes_nothing(committing_store: EventStore) -> None:
    before = run("partitions", "--list")

    with time_machine.travel(timezone.now() + timedelta(days=1000)):
        assert run("partitions", "--list") == before
    assert partition_of(WORDS, timezone.now()).name in before


@in_postgres
def test_partitions_can_be_archived(committing_store: EventStore, tmp_path: Path) -> None:
    now = timezone.now()
    committing_store.append_many(WORDS, [word(at=now)])

    with time_machine.travel(now + timedelta(days=500)):
        run("partitions", "--archive", str(tmp_path))

    assert f"{partition_of(WORDS, now).name}.jsonl.gz" in [path.name for path in tmp_path.iterdir()]


@in_postgres
def test_an_archive_that_cannot_be_written_is_one_clear_line(committing_store: EventStore, tmp_path: Path) -> None:
    now = timezone.now()
    committing_store.append_many(WORDS, [word(at=now)])
    (tmp_path / "full").write_text("no directory")

    with time_machine.travel(now + timedelta(days=500)), pytest.raises(CommandError, match="nothing more was dropped"):
        run("partitions", "--archive", str(tmp_path / "full"))


@in_mongodb
def test_mongodb_has_no_partitions_and_says_so(committing_store: EventStore) -> None:
    assert "MongoDB, which has no partitions" in run("partitions")
    with pytest.raises(CommandError, match="Only partitions can be archived"):
        run("partitions", "--archive", "/nowhere")
