"""Migration operations that protect a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState
from django.db.models import Model
from psycopg import sql

from roastlive.lib.rls import statements
from roastlive.lib.roles import application_role, has_two_roles


class _OnTable(Operation):
    """Something done to the table of a model that stays the same for Django."""

    reduces_to_sql = True
    reversible = True
    category = OperationCategory.SQL

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def forwards(self, model: type[Model]) -> Sequence[sql.Composed]:
        raise NotImplementedError

    def backwards(self, model: type[Model]) -> Sequence[sql.Composed]:
        raise NotImplementedError

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Django's picture of the model does not change."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        _run(schema_editor, self.forwards(self._model(app_label, to_state)))

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        _run(schema_editor, self.backwards(self._model(app_label, from_state)))

    def references_model(self, name: str, app_label: str) -> bool:
        return name.lower() == self.model_name.lower()

    def _model(self, app_label: str, state: ProjectState) -> type[Model]:
        return state.apps.get_model(app_label, self.model_name)


class ForceRowSecurity(_OnTable):
    """Rows are shown to the person in `owner`, a field of the model, or as `condition` says, in SQL; and to the house.

    A condition may use `{person}`, the id of whoever asks: "sender_id = {person} OR creator_id = {person}".
    """

    def __init__(self, model_name: str, *, owner: str | None = None, condition: str | None = None) -> None:
        if (owner is None) == (condition is None):
            raise ValueError("Row security needs either an owner or a condition.")
        super().__init__(model_name)
        self.owner = owner
        self.condition = condition

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        by = {"owner": self.owner} if self.owner else {"condition": self.condition}
        return type(self).__name__, [self.model_name], by

    def forwards(self, model: type[Model]) -> Sequence[sql.Composed]:
        condition = self.condition or f'"{self._owner_column(model)}" = {{person}}'
        return statements.row_security(model._meta.db_table, condition.format(person=statements.PERSON_ASKING))

    def backwards(self, model: type[Model]) -> Sequence[sql.Composed]:
        return statements.no_row_security(model._meta.db_table)

    def _owner_column(self, model: type[Model]) -> str:
        (column,) = (field.column for field in model._meta.concrete_fields if field.name == self.owner)
        return str(column)

    def describe(self) -> str:
        return f"Show rows of {self.model_name} only to whom they belong"


class AppendOnly(_OnTable):
    """Rows are written once: nobody updates, deletes or truncates them, the owner of the table included."""

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.model_name], {}

    def forwards(self, model: type[Model]) -> Sequence[sql.Composed]:
        return statements.append_only(model._meta.db_table, application_role())

    def backwards(self, model: type[Model]) -> Sequence[sql.Composed]:
        return statements.not_append_only(model._meta.db_table, application_role())

    def describe(self) -> str:
        return f"Let nobody change or delete rows of {self.model_name}"


class ReadOnly(_OnTable):
    """The application reads it, and writes it through functions that run with the rights of its owner."""

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.model_name], {}

    def forwards(self, model: type[Model]) -> Sequence[sql.Composed]:
        # An application that owns its tables would take the right from those functions too.
        return statements.read_only(model._meta.db_table, application_role()) if has_two_roles() else []

    def backwards(self, model: type[Model]) -> Sequence[sql.Composed]:
        return statements.not_read_only(model._meta.db_table, application_role()) if has_two_roles() else []

    def describe(self) -> str:
        return f"Let the application only read {self.model_name}"


class OnlyThrough(Operation):
    """A function that only other functions of the owner may call. `signature` as PostgreSQL writes it."""

    reduces_to_sql = True
    reversible = True
    category = OperationCategory.SQL

    def __init__(self, signature: str) -> None:
        self.signature = signature

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.signature], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Django knows no functions."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        callers = [sql.SQL("PUBLIC"), *([sql.Identifier(application_role())] if has_two_roles() else [])]
        revoke = sql.SQL("REVOKE EXECUTE ON FUNCTION {} FROM {}")
        function = sql.SQL(self.signature)
        _run(schema_editor, [revoke.format(function, caller) for caller in callers])

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """The right goes with the function."""

    def describe(self) -> str:
        return f"Let only functions call {self.signature.partition('(')[0]}"


def _run(schema_editor: BaseDatabaseSchemaEditor, commands: Sequence[sql.Composed]) -> None:
    for command in commands:
        # No parameters, so that a % in a message is just that.
        schema_editor.execute(command.as_string(None), params=None)
