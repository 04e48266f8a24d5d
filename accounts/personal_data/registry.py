"""Which parts there are. Names no table itself, so that every app can stand on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Model

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from accounts.models import User

NAME = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")

Row = Mapping[str, Any]


@dataclass(frozen=True)
class File:
    """Something they uploaded. `open` is called when its turn comes, and what it gives is closed after that."""

    name: str
    open: Callable[[], IO[bytes]]

    def __post_init__(self) -> None:
        if not FILE_NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} is no name for a file in an archive.")


Export = Callable[["User"], Iterable["Row | File"]]
Erase = Callable[["User"], object]


@dataclass(frozen=True, kw_only=True)
class PersonalData:
    """One part of what is kept. `stays` says why something of it outlives the person; it is read before they leave."""

    name: str
    label: StrOrPromise
    models: tuple[type[Model], ...]
    export: Export
    erase: Erase | None
    spreadsheet: bool
    stays: StrOrPromise
    loses: Callable[[User], StrOrPromise] | None


_parts: dict[str, PersonalData] = {}
_impersonal: dict[type[Model], str] = {}


def register_personal_data(
    *,
    name: str,
    export: Export,
    erase: Erase | None = None,
    label: StrOrPromise = "",
    models: Iterable[type[Model]] = (),
    spreadsheet: bool = False,
    stays: StrOrPromise = "",
    loses: Callable[[User], StrOrPromise] | None = None,
) -> None:
    """Registering the same name again replaces what was said before.

    What is not erased has to say why it `stays`. `loses` tells somebody who wants to leave what goes with them that they
    might want to use first, such as tokens that were paid for; "" where there is nothing.
    """
    if not NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of personal data; it looks like economy.tips.")
    if erase is None and not stays:
        raise ValueError(f"{name} erases nothing: say in `stays` what is kept, and why.")
    tables = tuple(models)
    _parts[name] = PersonalData(
        name=name,
        label=label or (tables[0]._meta.verbose_name_plural or "" if tables else name.partition(".")[2]),
        models=tables,
        export=export,
        erase=erase,
        spreadsheet=spreadsheet,
        stays=stays,
        loses=loses,
    )


def keeps_nothing_personal(model: type[Model], why: str) -> None:
    """This table points at people and still says nothing about them, or nothing that could be theirs."""
    if not why:
        raise ValueError(f"Say why {model._meta.label} keeps nothing personal.")
    _impersonal[model] = why


def parts() -> list[PersonalData]:
    return sorted(_parts.values(), key=lambda part: part.name)


def part_named(name: str) -> PersonalData | None:
    """None for a part of an app that is gone."""
    return _parts.get(name)


def nameless_tables() -> list[type[Model]]:
    """Tables with a foreign key to a person that no part names, and of which nobody says that they are not personal."""
    person = get_user_model()
    named = {model for part in _parts.values() for model in part.models} | set(_impersonal) | {person}
    return [
        model
        for model in apps.get_models()
        if model not in named and any(field.related_model is person for field in model._meta.concrete_fields)
    ]
