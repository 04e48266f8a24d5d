"""The health of the house in words for people who only want to know why something does not work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from roastlive.lib.http.health import Check


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of the house; `without` says what people will miss while it is away."""

    check: Check
    label: str | Promise
    purpose: str | Promise
    without: str | Promise


# By the name of the check: what the part is called, what it is for, what is missed without it.
WORDS = {
    "postgres": (
        _("The books"),
        _("People, shows, money: everything that must not be lost."),
        _("Pages that need them show an error. Nothing is lost; try again in a few minutes."),
    ),
    "redis": (
        _("The wires"),
        _("Carries what happens in a room to everybody in it."),
        _("Live rooms stand still and come back by themselves. Money and sanctions are not affected."),
    ),
    "event_store": (
        _("The notebook"),
        _("Remembers chat and what happened when."),
        _("Older chat cannot be read for now. New lines are kept and written down later."),
    ),
    "background": (
        _("The stage hands"),
        _("Do what takes longer than a page: emails, pictures, payouts."),
        _("Such things happen later than usual. None is forgotten."),
    ),
    "outbox": (
        _("The post"),
        _("Takes news from one part of the house to another."),
        _("Some news arrives late. None is thrown away."),
    ),
}


def parts(checks: Iterable[Check]) -> list[Part]:
    """Every check is shown, also one that nobody has found words for yet."""
    return [_part(check) for check in checks]


def _part(check: Check) -> Part:
    label, purpose, without = WORDS.get(check.name, (check.name, "", ""))
    return Part(check=check, label=label, purpose=purpose, without=without)
