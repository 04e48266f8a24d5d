"""The table of docs/roles.md as the house is now: what each role sees and does at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.core.management.base import BaseCommand
from django.test import RequestFactory

from moderation.roles import Role, granted

VERBS = ("view", "add", "change", "delete")
WORDS = {"view": "see"}


@dataclass(frozen=True)
class Holder:
    """Somebody of a role, as far as permissions go."""

    role: Role
    pk: None = None
    is_active: bool = True
    is_staff: bool = True
    is_superuser: bool = False

    def has_perm(self, name: str, _obj: object = None) -> bool:
        return name in granted(self.role)


class Command(BaseCommand):
    help = "Prints what each role sees and does at the desk, as the table of docs/roles.md."

    def handle(self, *args: Any, **options: Any) -> None:
        for model, desk in sorted(admin.site._registry.items(), key=lambda entry: entry[0]._meta.label):
            cells = " | ".join(_rights(desk, role) for role in Role)
            self.stdout.write(f"| `{model._meta.label}` | {cells} |")


def _rights(desk: admin.ModelAdmin[Any], role: Role) -> str:
    request = RequestFactory().get("/admin/")
    request.user = Holder(role)  # type: ignore[assignment]
    held = [WORDS.get(verb, verb) for verb in VERBS if getattr(desk, f"has_{verb}_permission")(request)]
    return " ".join(held) or "–"
