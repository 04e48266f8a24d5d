"""Moving rows to the current key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.apps import apps
from django.db import models, transaction
from django.db.models.functions import Cast

from roastlive.lib.crypto.fields import EncryptedField
from roastlive.lib.crypto.keys import current_key_id
from roastlive.lib.crypto.sealing import CannotOpen
from roastlive.lib.rls import acting_as_house

ROWS_AT_ONCE = 200


@dataclass
class Rotation:
    moved: int = 0
    stuck: list[str] = field(default_factory=list)


def encrypted_models() -> Iterable[type[models.Model]]:
    return [model for model in apps.get_models() if encrypted_fields(model)]


def encrypted_fields(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.local_concrete_fields if isinstance(field, EncryptedField)]


def rotate(model: type[models.Model]) -> Rotation:
    """Save every value that is not under the current key again. It may be interrupted, and run while people write."""
    names = encrypted_fields(model)
    rotation = Rotation()
    rows = _under_older_keys(model, names)
    last = None
    while True:
        with acting_as_house():
            batch = list((rows.filter(pk__gt=last) if last else rows).select_for_update()[:ROWS_AT_ONCE])
            for row in batch:
                _move(row, names, rotation)
        if not batch:
            return rotation
        last = batch[-1].pk


def _move(row: models.Model, names: list[str], rotation: Rotation) -> None:
    try:
        with transaction.atomic():
            row.save(update_fields=names)
    except CannotOpen as error:
        rotation.stuck.append(str(error))
    else:
        rotation.moved += 1


def _under_older_keys(model: type[models.Model], names: list[str]) -> models.QuerySet[models.Model]:
    older = models.Q()
    rows = model._base_manager.order_by("pk")
    for name in names:
        sealed = f"sealed_{name}"
        rows = rows.annotate(**{sealed: Cast(name, models.TextField())})
        older |= models.Q(**{f"{sealed}__isnull": False}) & ~models.Q(
            **{f"{sealed}__startswith": f"{current_key_id()}:"}
        )
    return rows.filter(older)
