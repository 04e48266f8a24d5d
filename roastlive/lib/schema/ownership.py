"""Whose table it is: a model's of this project, an installed package's, or nobody's but the database's."""

from __future__ import annotations

import sysconfig
from dataclasses import dataclass
from pathlib import Path

from django.apps import AppConfig, apps
from django.db.migrations.recorder import MigrationRecorder


@dataclass(frozen=True)
class Ownership:
    # Table to model, in the order of the installed apps.
    models: dict[str, str]
    packaged: frozenset[str]

    def app_of(self, table: str) -> str:
        return self.models.get(table, "").partition(".")[0]


def ownership() -> Ownership:
    """Every table that some model maps, in installed apps' order. Django notes its migrations without an app of its own."""
    models: dict[str, str] = {}
    packaged = {MigrationRecorder.Migration._meta.db_table}
    for app in apps.get_app_configs():
        of_app = {model._meta.db_table: model._meta.label for model in app.get_models(include_auto_created=True)}
        if _is_package(app):
            packaged |= of_app.keys()
        else:
            models |= of_app
    return Ownership(models, frozenset(packaged))


def _is_package(app: AppConfig) -> bool:
    return Path(app.path).is_relative_to(sysconfig.get_path("purelib"))
