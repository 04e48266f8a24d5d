import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from roastlive.lib.roles import application_role, database_owner
from roastlive.lib.schema.catalog import read_schema
from roastlive.lib.schema.markdown import as_markdown
from roastlive.lib.schema.ownership import Ownership

DEFINITIONS = """
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;
    CREATE FUNCTION doubled(amount bigint) RETURNS bigint LANGUAGE sql SECURITY DEFINER RETURN amount * 2;
    CREATE TABLE coin (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        made_on date NOT NULL DEFAULT CURRENT_DATE,
        owner_name text,
        found_by text GENERATED ALWAYS AS (lower(owner_name) || '|') STORED,
        value bigint NOT NULL CONSTRAINT coin_value_positive CHECK (value > 0),
        twin_id bigint CONSTRAINT coin_twin REFERENCES coin,
        CONSTRAINT coin_owner_day UNIQUE (owner_name, made_on)
    );
    CREATE UNIQUE INDEX coin_one_rich ON coin (lower(owner_name)) WHERE value > 100;
    CREATE TRIGGER coin_stays BEFORE DELETE ON coin FOR EACH STATEMENT EXECUTE FUNCTION refuse();
    ALTER TABLE coin ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY coin_of_owner ON coin USING (owner_name = current_user) WITH CHECK (value < 1000);
    REVOKE UPDATE, DELETE ON coin FROM {role};
    GRANT UPDATE (owner_name, twin_id) ON coin TO {role};
    CREATE TABLE coin_day (day date NOT NULL) PARTITION BY RANGE (day);
    CREATE TABLE coin_day_2030 PARTITION OF coin_day FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');
    CREATE VIEW coin_wealth WITH (security_invoker = true) AS SELECT owner_name, sum(value) AS value FROM coin GROUP BY 1;
    CREATE MATERIALIZED VIEW coin_total AS SELECT 1 AS one;
    CREATE UNIQUE INDEX coin_total_once ON coin_total (one);
"""


@pytest.fixture
def coins(transactional_db):
    """Tables of every sort, made by the owner; the database is thrown away afterwards."""
    role = application_role()
    with database_owner(), connection.cursor() as cursor:
        cursor.execute(DEFINITIONS.format(role=role))
    return read_schema()


def test_columns_are_described_with_what_fills_them(coins):
    columns = {column.name: (column.type, column.null, column.default) for column in coins.table("coin").columns}
    assert columns == {
        "id": ("bigint", False, "identity"),
        "made_on": ("date", False, "CURRENT_DATE"),
        "owner_name": ("text", True, ""),
        "found_by": ("text", True, "generated, stored: (lower(owner_name) || '|'::text)"),
        "value": ("bigint", False, ""),
        "twin_id": ("bigint", True, ""),
    }


def test_constraints_are_described_by_kind_and_columns(coins):
    assert [(rule.name, rule.kind, rule.columns) for rule in coins.table("coin").constraints] == [
        ("coin_pkey", "primary key", ("id",)),
        ("coin_owner_day", "unique", ("owner_name", "made_on")),
        ("coin_value_positive", "check", ("value",)),
        ("coin_twin", "foreign key", ("twin_id",)),
    ]


def test_the_index_of_a_constraint_is_marked_as_such(coins):
    indexes = {index.name: (index.keys, index.unique, index.of_constraint) for index in coins.table("coin").indexes}
    assert indexes["coin_pkey"] == (("id",), True, True)
    assert indexes["coin_one_rich"] == (("lower(owner_name)",), True, False)


def test_rules_about_rows_and_rights_are_described(coins):
    table = coins.table("coin")
    assert (table.row_security.enabled, table.row_security.forced) == (True, True)
    (policy,) = table.row_security.policies
    assert (policy.name, policy.command, policy.roles, policy.check) == (
        "coin_of_owner",
        "ALL",
        ("everybody",),
        "value < 1000",
    )
    assert table.rights == ("SELECT", "INSERT", "UPDATE (owner_name, twin_id)")
    assert [trigger.name for trigger in table.triggers] == ["coin_stays"]


def test_a_partitioned_table_stands_for_its_partitions(coins):
    assert coins.table("coin_day").partitioned_by == "RANGE (day)"
    assert coins.table("coin_day_2030") is None


def test_views_are_described_with_what_they_show(coins):
    wealth, total = coins.view("coin_wealth"), coins.view("coin_total")
    assert (wealth.materialised, wealth.options, [column.name for column in wealth.columns]) == (
        False,
        ("security_invoker=true",),
        ["owner_name", "value"],
    )
    assert (total.materialised, [index.name for index in total.indexes]) == (True, ["coin_total_once"])


def test_functions_are_described_but_for_those_of_triggers_and_extensions(coins):
    ours = [(function.signature, function.returns, function.as_owner) for function in coins.functions]
    assert ("doubled(bigint)", "bigint", True) in ours
    assert not [signature for signature, *_ in ours if signature.startswith(("refuse", "pg_stat_statements"))]


def test_what_an_extension_brought_is_not_ours(coins):
    assert coins.view("pg_stat_statements") is None
    assert "pg_stat_statements" in coins.extensions


def test_the_markdown_tells_all_of_it(coins):
    report = as_markdown(coins, Ownership(models={"coin": "money.Coin"}, packaged=frozenset({"accounts_user"})))
    for line in (
        "### money",
        "#### coin · money.Coin",
        "| found_by | text | yes | `generated, stored: (lower(owner_name) \\|\\| '\\|'::text)` |",
        "- `coin_value_positive`: `CHECK (value > 0)`",
        "- unique index `coin_one_rich`: `btree (lower(owner_name)) WHERE value > 100`",
        "- trigger `coin_stays`: `BEFORE DELETE ON coin FOR EACH STATEMENT EXECUTE FUNCTION refuse()`",
        "- row-level security: forced, for the owner too",
        "- policy `coin_of_owner`: ALL by everybody, sees `owner_name = CURRENT_USER`, writes `value < 1000`",
        "- the application may: SELECT, INSERT, UPDATE (owner_name, twin_id)",
        "Partitioned by `RANGE (day)`.",
        "View, `security_invoker=true`.",
        "Materialised view.",
        "- `doubled(bigint)` returns `bigint`, with its owner's rights",
    ):
        assert line in report.splitlines()
    assert "index `coin_owner_day`" not in report
    assert "#### accounts_user\n" not in report


def test_the_order_does_not_depend_on_what_was_made_first(coins):
    names = [table.name for table in coins.tables]
    assert names == sorted(names)


@pytest.mark.django_db
def test_programs_get_the_schema_as_json():
    out = StringIO()
    call_command("schema_report", "--json", stdout=out)
    tables = {table["name"]: table for table in json.loads(out.getvalue())["tables"]}
    assert tables["django_migrations"]["columns"][0]["name"] == "id"
