"""The groups of the roles, kept exactly as they were granted."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Q

from moderation.roles import Role, granted

if TYPE_CHECKING:
    from django.apps.registry import Apps


def keep_role_groups(*, apps: Apps, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """After a migration, whose picture of the models is `apps`. Groups that the house made by hand stay as they are.

    What was granted and is not there yet, because only some migrations ran, is given after those that bring it.
    """
    try:
        groups, permissions = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    except LookupError:
        return
    with transaction.atomic(using=using):
        for role in Role:
            group, _made = groups.objects.using(using).get_or_create(name=role.value)
            wanted = granted(role)
            group.permissions.set(permissions.objects.using(using).filter(_named(wanted)) if wanted else ())


def _named(names: Collection[str]) -> Q:
    found = Q()
    for name in names:
        app, _dot, codename = name.partition(".")
        found |= Q(content_type__app_label=app, codename=codename)
    return found
