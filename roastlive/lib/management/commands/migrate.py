"""Django's `migrate`, run as the role that owns the tables."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate

from roastlive.lib.roles import database_owner, let_application_serve


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with database_owner(options["database"]):
            if not (options["plan"] or options["check_unapplied"]):
                let_application_serve(options["database"])
            super().handle(*args, **options)
