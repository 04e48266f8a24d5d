"""The schema as Markdown: a section for each app, a heading for each table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from roastlive.lib.schema.description import Column, Index, Policy, Schema, Table, View
from roastlive.lib.schema.ownership import Ownership

# What the application role may do with any table, unless a migration says otherwise.
USUAL_RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE")
EVENT_STORE = "Event store"
NO_MODEL = "Without a model"


def as_markdown(schema: Schema, ownership: Ownership) -> str:
    """Tables of installed packages are only named: their own documentation describes them."""
    sections: defaultdict[str, list[Iterable[str]]] = defaultdict(list)
    for table in schema.tables:
        if table.name not in ownership.packaged:
            sections[_section(table.name, ownership)].append(_table(table, ownership))
    for view in schema.views:
        sections[_section(view.name, ownership)].append(_view(view, ownership))
    order = [*dict.fromkeys(map(ownership.app_of, ownership.models)), EVENT_STORE, NO_MODEL]
    lines: list[str] = []
    for title in sorted(sections, key=order.index):
        lines += [f"### {title}", ""]
        for part in sections[title]:
            lines += [*part, ""]
    return "\n".join([*lines, *_rest(schema, ownership)]).rstrip() + "\n"


def _section(name: str, ownership: Ownership) -> str:
    return ownership.app_of(name) or (EVENT_STORE if name.startswith("events_") else NO_MODEL)


def _table(table: Table, ownership: Ownership) -> Iterator[str]:
    yield from _heading(table.name, ownership)
    if table.partitioned_by:
        yield f"Partitioned by `{table.partitioned_by}`."
        yield ""
    yield from _columns(table.columns)
    yield ""
    for constraint in table.constraints:
        yield f"- `{constraint.name}`: `{constraint.definition}`"
    yield from _indexes(table.indexes)
    for trigger in table.triggers:
        yield f"- trigger `{trigger.name}`: `{trigger.definition}`"
    if table.row_security.enabled:
        forced = "forced, for the owner too" if table.row_security.forced else "on, but not for the owner"
        yield f"- row-level security: {forced}"
    for policy in table.row_security.policies:
        yield _policy(policy)
    if table.rights != USUAL_RIGHTS:
        yield f"- the application may: {', '.join(table.rights) or 'nothing'}"


def _view(view: View, ownership: Ownership) -> Iterator[str]:
    yield from _heading(view.name, ownership)
    options = f", {', '.join(f'`{option}`' for option in view.options)}" if view.options else ""
    yield ("Materialised view" if view.materialised else "View") + options + "."
    yield ""
    yield from _columns(view.columns)
    yield ""
    yield from _indexes(view.indexes)
    if view.indexes:
        yield ""
    yield from ("```sql", view.definition, "```")


def _heading(name: str, ownership: Ownership) -> Iterator[str]:
    model = ownership.models.get(name)
    yield f"#### {name}" + (f" · {model}" if model else "")
    yield ""


def _columns(columns: Iterable[Column]) -> Iterator[str]:
    yield "| column | type | null | when not given |"
    yield "| --- | --- | --- | --- |"
    for column in columns:
        default = f"`{_in_cell(column.default)}`" if column.default else ""
        yield f"| {column.name} | {column.type} | {'yes' if column.null else ''} | {default} |"


def _indexes(indexes: Iterable[Index]) -> Iterator[str]:
    for index in indexes:
        if not index.of_constraint:
            yield f"- {'unique index' if index.unique else 'index'} `{index.name}`: `{index.definition}`"


def _policy(policy: Policy) -> str:
    kind = "policy" if policy.permissive else "restrictive policy"
    if policy.using == policy.check:
        rows = f", sees and writes `{policy.using}`"
    else:
        using = f", sees `{policy.using}`" if policy.using else ""
        rows = using + (f", writes `{policy.check}`" if policy.check else "")
    return f"- {kind} `{policy.name}`: {policy.command} by {', '.join(policy.roles)}{rows}"


def _rest(schema: Schema, ownership: Ownership) -> Iterator[str]:
    if schema.functions:
        yield from ("### Functions", "")
        for function in schema.functions:
            rights = ", with its owner's rights" if function.as_owner else ""
            yield f"- `{function.signature}` returns `{function.returns}`{rights}"
        yield ""
    yield from ("### Brought by others", "")
    present = [table.name for table in schema.tables if table.name in ownership.packaged]
    yield "- Tables of installed packages: " + ", ".join(f"`{name}`" for name in present) + "."
    if schema.extensions:
        yield "- Extensions: " + ", ".join(f"`{name}`" for name in schema.extensions) + "."


def _in_cell(text: str) -> str:
    return text.replace("|", "\\|")
