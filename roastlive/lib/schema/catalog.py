"""Reading the schema from PostgreSQL's catalogs, which know better than any model what is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from roastlive.lib.roles import application_role
from roastlive.lib.schema.description import (
    Column,
    Constraint,
    Function,
    Index,
    Policy,
    RowSecurity,
    Schema,
    Table,
    Trigger,
    View,
)

RELATIONS = """
    SELECT oid, relname, relkind, coalesce(pg_get_partkeydef(oid), ''), relrowsecurity, relforcerowsecurity,
        coalesce(reloptions, '{}'),
        CASE WHEN relkind IN ('v', 'm') THEN pg_get_viewdef(oid, true) ELSE '' END
    FROM pg_class
    WHERE relkind IN ('r', 'p', 'v', 'm') AND NOT relispartition
        AND relnamespace = ANY (current_schemas(false)::text[]::regnamespace[])
        AND NOT EXISTS (
            SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e'
        )
    ORDER BY relname
"""

COLUMNS = """
    SELECT attrelid, attname, format_type(atttypid, atttypmod), NOT attnotnull,
        CASE
            WHEN attidentity <> '' THEN 'identity'
            WHEN attgenerated = 's' THEN 'generated, stored: ' || pg_get_expr(adbin, adrelid)
            WHEN attgenerated <> '' THEN 'generated when read: ' || pg_get_expr(adbin, adrelid)
            ELSE coalesce(pg_get_expr(adbin, adrelid), '')
        END
    FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE attrelid = ANY (%s) AND attnum > 0 AND NOT attisdropped
    ORDER BY attrelid, attnum
"""

# NOT NULL is a constraint too; a column says it shorter.
CONSTRAINTS = """
    SELECT conrelid, conname,
        CASE contype
            WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique' WHEN 'c' THEN 'check'
            WHEN 'f' THEN 'foreign key' WHEN 'x' THEN 'exclude'
        END,
        ARRAY(
            SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS key (number, position)
            JOIN pg_attribute ON attrelid = conrelid AND attnum = key.number ORDER BY key.position
        ),
        pg_get_constraintdef(oid, true)
    FROM pg_constraint
    WHERE conrelid = ANY (%s) AND contype IN ('p', 'u', 'c', 'f', 'x')
    ORDER BY conrelid, array_position(ARRAY['p', 'u', 'x', 'c', 'f'], contype::text), conname
"""

INDEXES = """
    SELECT indrelid, relname, amname, indisunique,
        ARRAY(SELECT pg_get_indexdef(indexrelid, number, true) FROM generate_series(1, indnkeyatts) AS number),
        EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x')),
        substring(pg_get_indexdef(indexrelid, 0, true) FROM ' USING (.*)')
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_am ON pg_am.oid = relam
    WHERE indrelid = ANY (%s)
    ORDER BY indrelid, relname
"""

TRIGGERS = """
    SELECT tgrelid, tgname, regexp_replace(pg_get_triggerdef(oid, true), '^CREATE (CONSTRAINT )?TRIGGER \\S+ ', '')
    FROM pg_trigger
    WHERE tgrelid = ANY (%s) AND NOT tgisinternal
    ORDER BY tgrelid, tgname
"""

POLICIES = """
    SELECT polrelid, polname,
        CASE polcmd
            WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL'
        END,
        polpermissive,
        ARRAY(SELECT CASE role WHEN 0 THEN 'everybody' ELSE role::regrole::text END FROM unnest(polroles) AS role ORDER BY 1),
        coalesce(pg_get_expr(polqual, polrelid, true), ''),
        coalesce(pg_get_expr(polwithcheck, polrelid, true), '')
    FROM pg_policy
    WHERE polrelid = ANY (%s)
    ORDER BY polrelid, polname
"""

# On the whole table, or only on some of its columns.
RIGHTS = """
    WITH privilege AS (
        SELECT * FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER'])
        WITH ORDINALITY AS privilege (name, position)
    ), on_table AS (
        SELECT pg_class.oid, name, position FROM pg_class, privilege
        WHERE pg_class.oid = ANY (%(relations)s) AND has_table_privilege(%(role)s, pg_class.oid, name)
    ), on_columns AS (
        SELECT attrelid, name, position, string_agg(attname::text, ', ' ORDER BY attnum) AS columns
        FROM pg_attribute, privilege
        WHERE attrelid = ANY (%(relations)s) AND attnum > 0 AND NOT attisdropped
            AND name IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')
            AND has_column_privilege(%(role)s, attrelid, attnum, name)
            AND NOT EXISTS (SELECT FROM on_table WHERE on_table.oid = attrelid AND on_table.name = privilege.name)
        GROUP BY attrelid, name, position
    )
    SELECT oid, name AS held, position FROM on_table
    UNION ALL
    SELECT attrelid, format('%%s (%%s)', name, columns), position FROM on_columns
    ORDER BY oid, position
"""

FUNCTIONS = """
    SELECT oid::regprocedure::text, pg_get_function_result(oid), prosecdef
    FROM pg_proc
    WHERE prokind = 'f' AND prorettype <> 'trigger'::regtype
        AND pronamespace = ANY (current_schemas(false)::text[]::regnamespace[])
        AND NOT EXISTS (
            SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = pg_proc.oid AND deptype = 'e'
        )
    ORDER BY 1
"""

EXTENSIONS = "SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY extname"

Rows = list[tuple[Any, ...]]
# What is known of each relation, by its oid.
ByRelation = Mapping[int, Rows]


def read_schema(alias: str = DEFAULT_DB_ALIAS) -> Schema:
    """Everything on the search path that no extension brought."""
    with connections[alias].cursor() as cursor:

        def ask(query: str, parameters: Sequence[Any] | Mapping[str, Any] | None = None) -> Rows:
            cursor.execute(query, parameters)
            rows: Rows = cursor.fetchall()
            return rows

        relations = ask(RELATIONS)
        oids = [relation[0] for relation in relations]
        columns, constraints, indexes, triggers, policies = (
            _by_relation(ask(query, [oids])) for query in (COLUMNS, CONSTRAINTS, INDEXES, TRIGGERS, POLICIES)
        )
        rights = _by_relation(ask(RIGHTS, {"relations": oids, "role": application_role()}))
        functions = tuple(Function(*row) for row in ask(FUNCTIONS))
        extensions = tuple(name for (name,) in ask(EXTENSIONS))

    def table(oid: int, name: str, partitioned_by: str, enabled: bool, forced: bool) -> Table:
        return Table(
            name=name,
            partitioned_by=partitioned_by,
            columns=_columns(columns[oid]),
            constraints=tuple(Constraint(name, kind, tuple(on), text) for name, kind, on, text in constraints[oid]),
            indexes=_indexes(indexes[oid]),
            triggers=tuple(Trigger(*row) for row in triggers[oid]),
            row_security=RowSecurity(enabled, forced, _policies(policies[oid])),
            rights=tuple(held for held, _position in rights[oid]),
        )

    return Schema(
        tables=tuple(
            table(oid, name, partitioned_by, enabled, forced)
            for oid, name, kind, partitioned_by, enabled, forced, _options, _definition in relations
            if kind in "rp"
        ),
        views=tuple(
            View(name, kind == "m", tuple(options), _columns(columns[oid]), _indexes(indexes[oid]), definition.strip())
            for oid, name, kind, _partitioned_by, _enabled, _forced, options, definition in relations
            if kind in "vm"
        ),
        functions=functions,
        extensions=extensions,
    )


def _by_relation(rows: Rows) -> ByRelation:
    grouped: defaultdict[int, Rows] = defaultdict(list)
    for oid, *row in rows:
        grouped[oid].append(tuple(row))
    return grouped


def _columns(rows: Rows) -> tuple[Column, ...]:
    return tuple(Column(*row) for row in rows)


def _indexes(rows: Rows) -> tuple[Index, ...]:
    return tuple(
        Index(name, method, unique, tuple(keys), of_constraint, definition)
        for name, method, unique, keys, of_constraint, definition in rows
    )


def _policies(rows: Rows) -> tuple[Policy, ...]:
    return tuple(
        Policy(name, command, permissive, tuple(roles), using, check)
        for name, command, permissive, roles, using, check in rows
    )
