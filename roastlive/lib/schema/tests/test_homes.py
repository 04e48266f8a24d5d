import pytest

from roastlive.lib.schema.description import (
    Constraint,
    Index,
    Policy,
    RowSecurity,
    Schema,
    Table,
    Trigger,
    View,
)
from roastlive.lib.schema.document import PageUnusable, Row, rows_under, with_arrivals
from roastlive.lib.schema.homes import NoHome, home_exists

OUTBOX = Table(
    name="kernel_outboxmessage",
    partitioned_by="RANGE (id)",
    columns=(),
    constraints=(
        Constraint("pkey", "primary key", ("id",), ""),
        Constraint("state_known", "check", ("state", "topic"), ""),
        Constraint("from", "foreign key", ("sender_id",), ""),
    ),
    indexes=(
        Index("due", "btree", unique=False, keys=("due_at", "id"), of_constraint=False, definition=""),
        Index("once", "btree", unique=True, keys=("lower(topic::text)", "key"), of_constraint=False, definition=""),
        Index("words", "gin", unique=False, keys=("search",), of_constraint=False, definition=""),
    ),
    triggers=(Trigger("stays", ""),),
    row_security=RowSecurity(
        enabled=True, forced=True, policies=(Policy("own", "ALL", True, ("everybody",), "true", ""),)
    ),
    rights=("SELECT", "INSERT"),
)
CHAT = Table(
    "events_chat", "", (), (), (), (), RowSecurity(enabled=True, forced=False, policies=()), ("SELECT", "UPDATE")
)
SUMS = View("kernel_sums", materialised=False, options=(), columns=(), indexes=(), definition="")
SCHEMA = Schema(tables=(CHAT, OUTBOX), views=(SUMS,), functions=(), extensions=())


@pytest.mark.parametrize(
    "home",
    [
        "kernel.OutboxMessage",
        "event store: chat",
        "view kernel_sums",
        "primary key kernel.OutboxMessage (id)",
        "check kernel.OutboxMessage (topic, state)",
        "foreign key kernel.OutboxMessage (sender_id)",
        "index kernel.OutboxMessage (due_at)",
        "index kernel.OutboxMessage (due_at, id)",
        "unique kernel.OutboxMessage (lower(topic), key)",
        "gin index kernel.OutboxMessage (search)",
        "trigger kernel.OutboxMessage (stays)",
        "row-level security kernel.OutboxMessage",
        "append-only kernel.OutboxMessage",
        "partitioned kernel.OutboxMessage",
        "queryset kernel.OutboxMessage (waiting, due)",
    ],
)
def test_what_is_there_is_found(home):
    assert home_exists(home, SCHEMA)


@pytest.mark.parametrize(
    "home",
    [
        "kernel.IdempotencyKey",
        "kernel.Nothing",
        "nowhere.OutboxMessage",
        "event store: sighs",
        "view events_chat",
        "primary key kernel.OutboxMessage (key)",
        "check kernel.OutboxMessage (state)",
        "foreign key kernel.OutboxMessage (id)",
        "index kernel.OutboxMessage (id)",
        "index kernel.OutboxMessage (search)",
        "unique kernel.OutboxMessage (lower(topic))",
        "unique kernel.OutboxMessage (due_at, id)",
        "gin index kernel.OutboxMessage (due_at)",
        "trigger kernel.OutboxMessage (goes)",
        "row-level security event store: chat",
        "append-only event store: chat",
        "partitioned event store: chat",
        "queryset kernel.OutboxMessage (visible_to)",
        "queryset kernel.Nothing (visible_to)",
        "index kernel.Nothing (id)",
    ],
)
def test_what_is_not_there_is_not_found(home):
    assert not home_exists(home, SCHEMA)


@pytest.mark.parametrize("home", ["", "somewhere", "index", "indexes kernel.OutboxMessage (id)", "stream:{id}:viewers"])
def test_what_names_nothing_is_refused(home):
    with pytest.raises(NoHome):
        home_exists(home, SCHEMA)


PAGE = """
# Page

| document | its table | home here | state |
| --- | --- | --- | --- |
| One | messages | `kernel.OutboxMessage` | to come |
| One | sighs | event store: `sighs` | to come |
| Two | keys | `key:{id}` | to come |
| Two | gone | `kernel.Nothing` | here |

| to come |
"""


def test_the_rows_below_a_heading_are_read():
    assert rows_under("# Page", PAGE)[0] == Row("One", "messages", "kernel.OutboxMessage", "to come")
    assert len(rows_under("# Page", PAGE)) == 4


def test_a_heading_that_is_missing_is_told():
    with pytest.raises(PageUnusable, match="# Elsewhere"):
        rows_under("# Elsewhere", PAGE)


def test_a_row_that_lacks_a_cell_is_told():
    with pytest.raises(PageUnusable, match="sighs"):
        rows_under("# Page", PAGE.replace("event store: `sighs` | ", ""))


def test_what_has_come_is_said_to_be_here_and_nothing_else_changes():
    before = "`kernel.OutboxMessage` | to come |"
    assert with_arrivals(PAGE, SCHEMA) == PAGE.replace(before, before.replace("to come", "here"))
