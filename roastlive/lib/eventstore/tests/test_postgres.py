"""What only PostgreSQL has: partitions, roles, columns."""

from __future__ import annotations

import gzip
import json
import threading
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection
from django.utils import timezone
from psycopg import sql

from roastlive.lib.eventstore import Collection, Event, Field, Kind, Span, id_at
from roastlive.lib.eventstore.postgres import upkeep
from roastlive.lib.eventstore.postgres.backend import PostgresStore
from roastlive.lib.eventstore.postgres.catalog import read_catalog
from roastlive.lib.eventstore.postgres.partitions import coming, default_name, once_name, partition_of
from roastlive.lib.eventstore.report import State
from roastlive.lib.eventstore.tests.collections import VISITS, WEEK, WORDS, YEAR
from roastlive.lib.eventstore.tests.factories import ADA, BOB, ROOM, texts, visit, word
from roastlive.lib.ids import uuid7
from roastlive.lib.roles import database_owner


@pytest.fixture
def store(postgres_tables: None, transactional_db: None) -> PostgresStore:
    return PostgresStore()


def ensure(collection: Collection, now: datetime) -> list[str]:
    with database_owner():
        return [line.name for line in upkeep.ensure(collection, now)]


def rows_of(partition: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(partition)))
        return int(cursor.fetchone()[0])


def columns_of(collection: Collection) -> dict[str, str]:
    with connection.cursor() as cursor:
        return read_catalog(cursor, collection, timezone.now()).columns


@pytest.mark.parametrize(
    ("span", "moment", "start", "end"),
    [
        (Span.MONTH, "2024-02-29T23:59:59.999999Z", "2024-02-01T00:00Z", "2024-03-01T00:00Z"),
        (Span.MONTH, "2025-12-31T23:30+00:00", "2025-12-01T00:00Z", "2026-01-01T00:00Z"),
        (Span.MONTH, "2026-01-01T00:30+01:00", "2025-12-01T00:00Z", "2026-01-01T00:00Z"),
        (Span.DAY, "2024-02-29T00:00Z", "2024-02-29T00:00Z", "2024-03-01T00:00Z"),
    ],
)
def test_a_partition_holds_one_span_of_utc(span: Span, moment: str, start: str, end: str) -> None:
    partition = partition_of(replace(WORDS, span=span), datetime.fromisoformat(moment))

    assert (partition.start, partition.end) == (datetime.fromisoformat(start), datetime.fromisoformat(end))


def test_partitions_are_made_ahead(store: PostgresStore) -> None:
    now = timezone.now()
    names = {line.name for line in store.report([WORDS, VISITS], now) if line.what == "partition"}

    assert {partition.name for partition in coming(WORDS, now, 3)} <= names
    assert {partition.name for partition in coming(VISITS, now, 14)} <= names


def test_the_partition_of_a_month_takes_its_events(store: PostgresStore) -> None:
    now = timezone.now()
    store.append_many(WORDS, [word(at=now)])

    assert rows_of(partition_of(WORDS, now).name) == 1
    assert rows_of(default_name(WORDS)) == 0


def test_events_without_partition_wait_and_move_when_theirs_is_made(store: PostgresStore) -> None:
    later = timezone.now() + timedelta(days=200)
    last_month = word("last month", at=later.replace(day=1) - timedelta(days=1))
    said = word("nobody made partitions", at=later)
    store.append_many(WORDS, [said, last_month])
    assert rows_of(default_name(WORDS)) == 2
    assert store.get(WORDS, said.id) is not None

    missing = {line.name for line in store.report([WORDS], later) if line.lacking}
    made = ensure(WORDS, later)

    assert {partition_of(WORDS, event.time).name for event in (said, last_month)} <= missing & set(made)
    assert rows_of(default_name(WORDS)) == 0
    assert rows_of(partition_of(WORDS, later).name) == 1
    assert texts(store.page(WORDS, ROOM).events) == ["nobody made partitions", "last month"]
    assert ensure(WORDS, later) == []


def test_what_waited_is_still_there_once_when_it_is_appended_again(store: PostgresStore) -> None:
    later = timezone.now() + timedelta(days=200)
    said = word(at=later)
    store.append_many(WORDS, [said])
    ensure(WORDS, later)

    assert store.append_many(WORDS, [said]) == 0


def test_moved_events_keep_their_unique_index(store: PostgresStore) -> None:
    later = (timezone.now() + timedelta(days=60)).replace(hour=12)
    store.append_many(VISITS, [visit(at=later)])
    ensure(VISITS, later)

    assert store.append_many(VISITS, [visit(at=later + timedelta(hours=1))]) == 0


def test_a_unique_index_missing_from_one_partition_is_missed(store: PostgresStore) -> None:
    now = timezone.now()
    name = once_name(partition_of(VISITS, now).name, VISITS.unique_indexes[0])
    with database_owner(), connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))

    assert [line.name for line in store.report([VISITS], now) if line.lacking] == [name]
    assert ensure(VISITS, now) == [name]


def test_writers_lose_nothing_while_the_partition_of_the_present_is_made(store: PostgresStore) -> None:
    later = timezone.now() + timedelta(days=200)
    events = [word(f"{n}", at=later) for n in range(400)]
    halfway, failures = threading.Event(), []

    def write() -> None:
        try:
            for number, event in enumerate(events):
                store.append_many(WORDS, [event])
                if number == 50:
                    halfway.set()
        except Exception as error:  # noqa: BLE001 - any failure is what this looks for
            failures.append(error)
        finally:
            halfway.set()
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    halfway.wait(10)
    ensure(WORDS, later)
    writer.join(30)

    assert failures == []
    assert store.count(WORDS) == 400
    assert rows_of(default_name(WORDS)) == 0


def test_two_that_make_the_same_tables_at_once_both_succeed(store: PostgresStore) -> None:
    new = replace(WORDS, name="test_new_words")
    start, made = threading.Barrier(2), []

    def make() -> None:
        start.wait(10)
        try:
            made.append(len(ensure(new, timezone.now())))
        finally:
            connection.close()

    makers = [threading.Thread(target=make) for _ in range(2)]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join(30)

    assert min(made) == 0
    assert not any(line.lacking for line in store.report([new], timezone.now()))


def test_the_application_may_look_but_not_change_tables(store: PostgresStore) -> None:
    now = timezone.now()
    assert upkeep.ensure(WORDS, now) == []

    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        upkeep.ensure(replace(WORDS, name="test_new_words"), now)


def test_a_span_that_changed_does_not_overlap_what_is_there(store: PostgresStore) -> None:
    now = timezone.now()
    daily = replace(WORDS, span=Span.DAY)

    made = ensure(daily, now)

    # The months made ahead cover the days to come, so no day of theirs is made.
    assert made == []
    far = now + timedelta(days=400)
    assert ensure(daily, far)[0] == partition_of(daily, far).name


def test_a_field_declared_later_is_added_to_what_is_there(store: PostgresStore) -> None:
    store.append_many(WORDS, [word("before")])
    new = (Field("mood", Kind.TEXT, required=True), Field("heard_by", Kind.UUIDS), Field("seq", Kind.INTEGER))
    grown = replace(WORDS, fields=(*WORDS.fields, *new))

    assert {line.name for line in store.report([grown], timezone.now()) if line.lacking} == {"mood", "heard_by", "seq"}
    assert ensure(grown, timezone.now()) == ["mood", "heard_by", "seq"]

    [kept] = store.page(grown).events
    assert (kept["mood"], kept["heard_by"], kept["seq"]) == ("", (), None)
    assert store.append_many(grown, [word("after", mood="good", heard_by=[BOB], seq=1)]) == 1


def test_a_text_may_become_longer_and_a_type_may_not_change(store: PostgresStore) -> None:
    def changed(name: str, **changes: Any) -> Collection:
        return replace(WORDS, fields=tuple(replace(f, **changes) if f.name == name else f for f in WORDS.fields))

    now = timezone.now()

    assert ensure(changed("speaker_name", max_length=60), now) == ["speaker_name"]
    assert columns_of(WORDS)["speaker_name"] == "character varying(60)"

    boolean = changed("loudness", kind=Kind.BOOLEAN)
    assert ensure(boolean, now) == []
    different = [line.name for line in store.report([boolean], now) if line.state is State.DIFFERENT]
    assert different == ["speaker_name", "loudness"]


def test_a_field_that_is_declared_no_more_need_not_be_filled(store: PostgresStore) -> None:
    shrunk = replace(WORDS, fields=tuple(field for field in WORDS.fields if field.name != "text"))
    ensure(shrunk, timezone.now())

    values = {"room_id": ROOM, "speaker_id": ADA}
    assert store.append_many(shrunk, [Event(values)]) == 1
    assert ("text", State.UNDECLARED) in [(line.name, line.state) for line in store.report([shrunk], timezone.now())]


def test_time_and_id_cannot_disagree(store: PostgresStore) -> None:
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="time_follows_id"):
        cursor.execute(
            "INSERT INTO events_test_visits (id, time, visitor_id, page, body, named)"
            " VALUES (%s, now() - interval '1 hour', %s, '/', '{}', '{}')",
            [uuid7(), ADA],
        )


def test_only_partitions_that_are_expired_to_the_last_event_are_dropped(store: PostgresStore) -> None:
    now = timezone.now()
    first = partition_of(VISITS, now)
    store.append_many(VISITS, [visit(at=now)])

    with database_owner():
        early = list(upkeep.expire(VISITS, first.end + WEEK - timedelta(milliseconds=1)))
        due = list(upkeep.expire(VISITS, first.end + WEEK))

    assert early == []
    assert [(each.what, each.events) for each in due] == [(first.name, 1)]


def archived(directory: Path, name: str) -> list[dict[str, Any]]:
    with gzip.open(directory / f"{name}.jsonl.gz", "rt") as lines:
        return [json.loads(line) for line in lines]


def test_an_archive_holds_every_event_and_names_nobody(store: PostgresStore, tmp_path: Path) -> None:
    now = timezone.now()
    partition = partition_of(WORDS, now)
    said = [word(f"secret {n}", at=now, mentions=[BOB], role="viewer", body={"who": str(BOB)}) for n in range(3)]
    store.append_many(WORDS, said)

    with database_owner():
        [expired] = list(upkeep.expire(WORDS, partition.end + YEAR, tmp_path / "archive"))

    lines = archived(tmp_path / "archive", partition.name)
    assert expired.events == 3
    assert [line["id"] for line in lines] == [str(event.id) for event in sorted(said, key=lambda event: event.id)]
    assert {line["values"]["room_id"] for line in lines} == {str(ROOM)}
    content = json.dumps(lines)
    assert not any(trace in content for trace in (str(ADA), str(BOB), "secret", "Ada"))
    assert [path.name for path in (tmp_path / "archive").iterdir()] == [f"{partition.name}.jsonl.gz"]


def test_a_partition_whose_archive_cannot_be_written_is_not_dropped(store: PostgresStore, tmp_path: Path) -> None:
    now = timezone.now()
    store.append_many(WORDS, [word(at=now)])
    (tmp_path / "archive").write_text("a file where the directory should be")

    with database_owner(), pytest.raises(OSError, match="archive"):
        list(upkeep.expire(WORDS, now + timedelta(days=500), tmp_path / "archive"))

    assert rows_of(partition_of(WORDS, now).name) == 1


def test_reading_a_page_uses_the_index_of_its_key(store: PostgresStore) -> None:
    now = timezone.now()
    store.append_many(WORDS, [word(at=now) for _ in range(1000)])
    with database_owner(), connection.cursor() as cursor:
        cursor.execute("ANALYZE events_test_words")
    with connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN SELECT id FROM events_test_words"
            " WHERE room_id = %s AND id < %s AND id >= %s ORDER BY id DESC LIMIT 20",
            [BOB, id_at(now), id_at(now - timedelta(days=3))],
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "room_id_id_idx" in plan
    assert "Seq Scan" not in plan
