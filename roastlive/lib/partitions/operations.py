"""Migration operations that make a partitioned table and its first partitions."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.operations.models import CreateModel
from django.db.migrations.state import ProjectState
from django.utils import timezone

from roastlive.lib.partitions.calendar import Span
from roastlive.lib.partitions.upkeep import ensure


class CreatePartitionedModel(CreateModel):
    """A model whose table is partitioned by its time-ordered id. It takes no rows until `MakePartitions`."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        plain = schema_editor.sql_create_table
        schema_editor.sql_create_table = f"{plain} PARTITION BY RANGE (id)"
        try:
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        finally:
            schema_editor.sql_create_table = plain


class MakePartitions(Operation):
    """The present one, the coming ones, and the default one. They go with their table."""

    reduces_to_sql = False
    reversible = True
    category = OperationCategory.SQL

    def __init__(self, model_name: str, span: Span = Span.MONTH) -> None:
        self.model_name = model_name
        self.span = span

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.model_name, self.span], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Django's picture of the model does not change."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        ensure(to_state.apps.get_model(app_label, self.model_name)._meta.db_table, self.span, timezone.now())

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """They are dropped with their table."""

    def references_model(self, name: str, app_label: str) -> bool:
        return name.lower() == self.model_name.lower()

    def describe(self) -> str:
        return f"Make the first partitions of {self.model_name}"
