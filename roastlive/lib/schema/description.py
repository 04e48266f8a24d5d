"""A database's schema as values: what exists, in an order that does not depend on when it was made."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    name: str
    type: str
    null: bool
    # What fills it when nobody does: an expression, "identity", or how it is generated.
    default: str


@dataclass(frozen=True)
class Constraint:
    name: str
    kind: str  # primary key, unique, check, foreign key, exclude
    columns: tuple[str, ...]
    definition: str


@dataclass(frozen=True)
class Index:
    name: str
    method: str
    unique: bool
    keys: tuple[str, ...]
    # The index behind a constraint has the constraint's name and needs no line of its own.
    of_constraint: bool
    definition: str


@dataclass(frozen=True)
class Trigger:
    name: str
    definition: str


@dataclass(frozen=True)
class Policy:
    """A rule of row-level security: which rows a role may see, and which it may write."""

    name: str
    command: str
    permissive: bool
    roles: tuple[str, ...]
    using: str
    check: str


@dataclass(frozen=True)
class RowSecurity:
    enabled: bool
    forced: bool
    policies: tuple[Policy, ...]


@dataclass(frozen=True)
class Table:
    name: str
    partitioned_by: str
    columns: tuple[Column, ...]
    constraints: tuple[Constraint, ...]
    indexes: tuple[Index, ...]
    triggers: tuple[Trigger, ...]
    row_security: RowSecurity
    # What the application role may do; those on single columns name them.
    rights: tuple[str, ...]


@dataclass(frozen=True)
class View:
    name: str
    materialised: bool
    options: tuple[str, ...]
    columns: tuple[Column, ...]
    indexes: tuple[Index, ...]
    definition: str


@dataclass(frozen=True)
class Function:
    signature: str
    returns: str
    # Runs with the rights of its owner, whoever calls it.
    as_owner: bool


@dataclass(frozen=True)
class Schema:
    """Partitions are not among the tables: their parent stands for them, and which there are depends on the date."""

    tables: tuple[Table, ...]
    views: tuple[View, ...]
    functions: tuple[Function, ...]
    extensions: tuple[str, ...]

    def table(self, name: str) -> Table | None:
        return next((table for table in self.tables if table.name == name), None)

    def view(self, name: str) -> View | None:
        return next((view for view in self.views if view.name == name), None)
