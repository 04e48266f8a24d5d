"""Where something lives that a document names, written so that the database can be asked whether it is there.

app.Model                       a model with its table or view
view app_name                   a database view
event store: name               a collection
index app.Model (column)        a rule of one of them: an index, a constraint, a right, a trigger …
"""

from __future__ import annotations

import re

from django.apps import apps

from roastlive.lib.schema.description import Index, Schema, Table

HERE = "here"
TO_COME = "to come"
APPEND_ONLY = {"SELECT", "INSERT"}

_PLACE = r"(?P<place>event store: [a-z_]+|view [a-z_]+|[a-z_]+\.[A-Za-z_]+)"
_RELATION = re.compile(_PLACE)
_RULE = re.compile(
    r"(?P<kind>primary key|unique|foreign key|check|index|gin index|row-level security|append-only|partitioned|trigger|queryset)"
    rf" {_PLACE}(?: \((?P<columns>.+)\))?"
)
_CAST = re.compile(r"::[a-z ]+(\(\d+\))?(\[\])?")


class NoHome(ValueError):
    """What was written names nothing that a database could have."""


def relation_of(place: str) -> str:
    """The name in the database; a model that does not exist has none."""
    if place.startswith("event store: "):
        return f"events_{place.removeprefix('event store: ')}"
    if place.startswith("view "):
        return place.removeprefix("view ")
    try:
        name: str = apps.get_model(place)._meta.db_table
    except LookupError:
        return ""
    return name


def home_exists(home: str, schema: Schema) -> bool:
    if relation := _RELATION.fullmatch(home):
        name = relation_of(relation["place"])
        view = schema.view(name)
        return view is not None if home.startswith("view ") else bool(view or schema.table(name))
    if rule := _RULE.fullmatch(home):
        columns = [column.strip() for column in (rule["columns"] or "").split(",") if column.strip()]
        if rule["kind"] == "queryset":
            return all(_reads_through(rule["place"], name) for name in columns)
        table = schema.table(relation_of(rule["place"]))
        return table is not None and _table_has(table, rule["kind"], columns)
    raise NoHome(
        f"{home!r} is no home. Write a model, `view name`, `event store: name`, or `index app.Model (column)`."
    )


def _table_has(table: Table, kind: str, columns: list[str]) -> bool:
    match kind:
        case "row-level security":
            return table.row_security.forced and bool(table.row_security.policies)
        case "append-only":
            return bool(table.rights) and set(table.rights) <= APPEND_ONLY
        case "partitioned":
            return bool(table.partitioned_by)
        case "trigger":
            return {trigger.name for trigger in table.triggers} >= set(columns)
        case "check" | "foreign key" | "primary key":
            return any(rule.kind == kind and set(rule.columns) == set(columns) for rule in table.constraints)
        case "unique":
            return any(index.unique and _keys(index) == columns for index in table.indexes)
        case _:
            wanted = "gin" if kind == "gin index" else "btree"
            return any(index.method == wanted and _keys(index)[: len(columns)] == columns for index in table.indexes)


def _keys(index: Index) -> list[str]:
    """What is indexed, without the casts that PostgreSQL adds."""
    return [_CAST.sub("", key) for key in index.keys]


def _reads_through(label: str, queryset_method: str) -> bool:
    try:
        return hasattr(apps.get_model(label)._default_manager, queryset_method)
    except LookupError:
        return False
