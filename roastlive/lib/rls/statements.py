"""The SQL of protected tables. Partitions are tables too: whoever makes one runs these on it as well."""

from __future__ import annotations

from typing import LiteralString

from psycopg import sql

from roastlive.lib.rls.identity import HOUSE, PERSON

# Read once for each statement, not once for each row.
HOUSE_ASKS = f"(SELECT current_setting('{HOUSE}', true) = 'on')"
PERSON_ASKING = f"(SELECT nullif(current_setting('{PERSON}', true), '')::uuid)"

REFUSES = "roastlive_refuses_change"


def row_security(table: str, condition: str) -> list[sql.Composed]:
    """Show rows only to whom `condition` allows, the table's owner included."""
    rule = sql.SQL(f"({condition}) OR {HOUSE_ASKS}")
    return [
        _on(table, "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"),
        _on(table, "ALTER TABLE {table} FORCE ROW LEVEL SECURITY"),
        _on(table, "CREATE POLICY own_rows ON {table} USING ({rule}) WITH CHECK ({rule})", rule=rule),
    ]


def no_row_security(table: str) -> list[sql.Composed]:
    return [
        _on(table, "DROP POLICY own_rows ON {table}"),
        _on(table, "ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY"),
        _on(table, "ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"),
    ]


def append_only(table: str, role: str) -> list[sql.Composed]:
    """Take the right to change rows from the application, and the power from everybody."""
    return [
        _on(table, "REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}", role=sql.Identifier(role)),
        sql.SQL(
            "CREATE OR REPLACE FUNCTION {refuses}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';"
            " END $$"
        ).format(refuses=sql.Identifier(REFUSES)),
        _on(
            table,
            "CREATE TRIGGER keep_rows BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {refuses}()",
        ),
        _on(
            table,
            "CREATE TRIGGER keep_table BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {refuses}()",
        ),
        # Also in a session that has switched triggers off.
        _on(table, "ALTER TABLE {table} ENABLE ALWAYS TRIGGER keep_rows"),
        _on(table, "ALTER TABLE {table} ENABLE ALWAYS TRIGGER keep_table"),
    ]


def not_append_only(table: str, role: str) -> list[sql.Composed]:
    return [
        _on(table, "DROP TRIGGER keep_table ON {table}"),
        _on(table, "DROP TRIGGER keep_rows ON {table}"),
        _on(table, "GRANT UPDATE, DELETE ON {table} TO {role}", role=sql.Identifier(role)),
    ]


def read_only(table: str, role: str) -> list[sql.Composed]:
    return [
        _on(table, "REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {table} FROM {role}", role=sql.Identifier(role)),
    ]


def not_read_only(table: str, role: str) -> list[sql.Composed]:
    return [_on(table, "GRANT INSERT, UPDATE, DELETE ON {table} TO {role}", role=sql.Identifier(role))]


def _on(table: str, statement: LiteralString, **parts: sql.Composable) -> sql.Composed:
    names = {"table": sql.Identifier(table), "refuses": sql.Identifier(REFUSES), **parts}
    return sql.SQL(statement).format(**names)
