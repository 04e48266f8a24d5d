"""Tables in parts by time: made before their time comes, filled with what waited, guarded like the whole."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO
from itertools import count
from uuid import UUID

import pytest
import time_machine
from django.apps.registry import Apps
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, models
from django.db.migrations import Migration
from django.db.migrations.state import ModelState, ProjectState
from django.utils import timezone

from roastlive.lib.ids import first_id_at
from roastlive.lib.models import PartitionedRow
from roastlive.lib.partitions import upkeep
from roastlive.lib.partitions.calendar import Span, partition_at
from roastlive.lib.partitions.operations import CreatePartitionedModel, MakePartitions
from roastlive.lib.rls import AppendOnly
from roastlive.lib.roles import database_owner

aside = Apps()
TABLE = "kernel_page"
NOW = datetime(2031, 5, 20, 12, tzinfo=UTC)
numbers = count()


class Page(PartitionedRow):
    text = models.TextField()

    class Meta:
        app_label = "kernel"
        apps = aside

    def __str__(self) -> str:
        return self.text


@pytest.fixture(autouse=True)
def book(transactional_db, monkeypatch):
    """A table of its own, in parts by month, whose rows are written once."""
    monkeypatch.setattr(upkeep, "partitioned_models", lambda: [Page])
    state = ModelState.from_model(Page)
    migration = Migration("book", "kernel")
    migration.operations = [
        CreatePartitionedModel("Page", list(state.fields.items()), bases=(models.Model,)),
        AppendOnly("Page"),
        MakePartitions("Page"),
    ]
    with time_machine.travel(NOW, tick=False), database_owner(), connection.schema_editor() as editor:
        migration.apply(ProjectState(), editor)


def sql(statement: str):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def written_at(moment: datetime) -> None:
    Page.objects.create(id=UUID(int=first_id_at(moment).int + next(numbers)), text="x")


def places() -> dict[str, int]:
    return dict(sql("SELECT tableoid::regclass::text, count(*) FROM kernel_page GROUP BY 1"))


def names() -> list[str]:
    return [size.name for size in upkeep.sizes(Page)]


def test_the_present_one_the_coming_ones_and_one_for_whatever_else():
    assert names() == [f"{TABLE}_{label}" for label in ("2031_05", "2031_06", "2031_07", "2031_08", "default")]


def test_rows_find_their_month_and_none_is_refused_for_its_date():
    for moment in (NOW, datetime(2031, 6, 1, tzinfo=UTC), datetime(2011, 1, 1, tzinfo=UTC)):
        written_at(moment)
    assert places() == {f"{TABLE}_2031_05": 1, f"{TABLE}_2031_06": 1, f"{TABLE}_default": 1}


def test_what_waited_moves_as_soon_as_its_partition_is_made():
    late = datetime(2031, 10, 5, tzinfo=UTC)
    for moment in (late, late, datetime(2031, 9, 30, 23, tzinfo=UTC), NOW):
        written_at(moment)
    with time_machine.travel(late, tick=False):
        made = upkeep.tend_models()
        assert upkeep.tend_models() == []
    assert sorted(made) == [f"{TABLE}_{label}" for label in ("2031_09", "2031_10", "2031_11", "2031_12", "2032_01")]
    assert places() == {f"{TABLE}_2031_05": 1, f"{TABLE}_2031_09": 1, f"{TABLE}_2031_10": 2}


def test_a_partition_is_guarded_like_its_table():
    written_at(NOW)
    late = datetime(2031, 9, 5, tzinfo=UTC)
    with time_machine.travel(late, tick=False):
        written_at(late)
        upkeep.tend_models()
    for name in names():
        with pytest.raises(DatabaseError, match="permission denied"):
            sql(f"TABLE {name}")
    with database_owner():
        for name in (f"{TABLE}_2031_05", f"{TABLE}_2031_09"):
            for change in ("UPDATE {} SET text = ''", "DELETE FROM {}", "TRUNCATE {}"):
                with pytest.raises(DatabaseError, match="append-only"):
                    sql(change.format(name))
        with pytest.raises(DatabaseError, match="append-only"):
            sql(f"TRUNCATE {TABLE}_default")
    assert sum(places().values()) == 2


def test_the_command_makes_them_and_says_what_is_missing():
    def run(*options: str) -> str:
        printed = StringIO()
        call_command("partitions", *options, stdout=printed)
        return printed.getvalue()

    with time_machine.travel(NOW, tick=False):
        assert upkeep.lacking_partitions(timezone.now()) == []
    with time_machine.travel(datetime(2031, 8, 5, tzinfo=UTC), tick=False):
        assert upkeep.lacking_partitions(timezone.now()) == [f"{TABLE}_2031_09"]
        with pytest.raises(CommandError, match=f"{TABLE}_2031_09"):
            run("--check")
        assert f"made partition {TABLE}_2031_11" in run()
        assert "has the partitions it needs" in run("--check")


def test_days_are_parts_too():
    part = partition_at("words", Span.DAY, datetime(2024, 2, 29, 23, tzinfo=UTC))
    assert (part.name, part.end) == ("words_2024_02_29", datetime(2024, 3, 1, tzinfo=UTC))
