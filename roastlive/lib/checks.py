"""Misconfiguration found while the house starts, in words that say what to do."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import Critical, Error, register
from django.core.checks import Warning as Caution

from roastlive.lib.crypto.fields import EncryptedField
from roastlive.lib.crypto.keys import SECRET_LENGTH, KeyInvalid, parse_keys
from roastlive.lib.events import Event, field_types
from roastlive.lib.limits.rules import parse_limit


@register()
def limits_can_be_read(**kwargs: Any) -> list[Error]:
    problems = []
    for name, rule in settings.RATE_LIMITS.items():
        try:
            parse_limit(name, rule)
        except ValueError as error:
            problems.append(Error(str(error), hint="See RATE_LIMITS in the settings.", id="kernel.E001"))
    return problems


@register()
def events_are_plain(**kwargs: Any) -> list[Error]:
    problems = []
    for kind in _every_event(Event):
        try:
            field_types(kind)
        except (TypeError, NameError) as error:
            problems.append(Error(str(error), hint="Name the thing by its id.", obj=kind, id="kernel.E002"))
    return problems


@register()
def field_keys_are_there(**kwargs: Any) -> list[Critical]:
    try:
        parse_keys(tuple(settings.FIELD_KEYS))
    except KeyInvalid as error:
        hint = f"FIELD_KEYS is a comma-separated list of id:secret, the current key first, {SECRET_LENGTH} letters or more."
        return [Critical(str(error), hint=hint, id="kernel.E003")]
    return []


@register()
def encrypted_rows_know_their_ids(**kwargs: Any) -> list[Error]:
    """A value is bound to its row's id, so the id must exist before the row does."""
    return [
        Error(
            f"{model._meta.label} has encrypted fields, but its ids are made by the database.",
            hint="Derive it from roastlive.lib.models.Row.",
            obj=model,
            id="kernel.E004",
        )
        for model in apps.get_models()
        if any(isinstance(field, EncryptedField) for field in model._meta.local_fields)
        and not model._meta.pk.has_default()
    ]


@register(deploy=True)
def proxies_are_stated(**kwargs: Any) -> list[Caution]:
    if settings.TRUSTED_PROXIES > 0:
        return []
    hint = "Behind nginx set TRUSTED_PROXIES=1, else every visitor shares one address and its limits."
    return [Caution("No proxy is trusted to say where requests come from.", hint=hint, id="kernel.W001")]


def _every_event(kind: type[Event]) -> list[type[Event]]:
    below = kind.__subclasses__()
    return below + [event for inner in below for event in _every_event(inner)]
