"""What transfers were about, in the words of a bank's history. Each use case says it of its own:

    register_story("gift", tell=tell_of_gifts)      # for references such as "gift:<id>"

`tell(person_id, transfer_ids)` answers what it knows of them as {transfer id: Story}. It is asked for a page at a time, within
`acting_as(person_id)`: what row-level security hides from them, it cannot tell. Apps above register theirs in `apps.ready`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Story:
    """`who` is the other side, `url` where they are found, `words` what was said with it. Of `paid` the house kept `fee`."""

    title: StrOrPromise
    who: str = ""
    url: str = ""
    drawing: str = ""
    words: str = ""
    words_held: bool = False
    paid: int | None = None
    fee: int | None = None
    given_back: bool = False


Tell = Callable[[UUID, Iterable[UUID]], Mapping[UUID, Story]]
# The house's part of what somebody was given between two moments.
Fees = Callable[[UUID, datetime, datetime], int]

_tellers: dict[str, Tell] = {}
_fees: dict[str, Fees] = {}


def register_story(kind: str, *, tell: Tell, fees: Fees | None = None) -> None:
    """Registering the same kind of reference again replaces what was said before."""
    _tellers[kind] = tell
    if fees is not None:
        _fees[kind] = fees


def stories_of(person_id: UUID, references: Mapping[UUID, str]) -> dict[UUID, Story]:
    """By transfer, as the person may know them; within `acting_as(person_id)`."""
    by_kind: dict[str, list[UUID]] = {}
    for transfer_id, reference in references.items():
        by_kind.setdefault(reference.partition(":")[0], []).append(transfer_id)
    found: dict[UUID, Story] = {}
    for kind, transfer_ids in by_kind.items():
        if kind in _tellers:
            found.update(_tellers[kind](person_id, transfer_ids))
    return found


def fees_between(person_id: UUID, since: datetime, until: datetime) -> int:
    """What the house kept of everything that somebody was given; within `acting_as(person_id)`."""
    return sum(tell(person_id, since, until) for tell in _fees.values())
