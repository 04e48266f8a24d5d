"""During what something may be given: a stream, a battle. Economy knows none of them; each says for itself:

    register_occasion("stream", check=require_there, show=show_in_the_room, page=watch_page)

`check(sender, creator, id)` raises a DomainError unless the occasion is that creator's and the sender may be there.
`show(id, given)` tells whoever is there, a batch at a time and in its transaction: it must only publish.
`page(id)` is where a browser without scripts goes back to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from economy.errors import UnknownOccasion

if TYPE_CHECKING:
    from accounts.models import CreatorProfile, User
    from economy.models import Gift, Tip

Check = Callable[["User", "CreatorProfile", str], object]
Given = dict[str, Any]
Show = Callable[[str, list[Given]], object]
Page = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Occasion:
    """Nothing in particular unless it says so."""

    kind: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class _Kind:
    check: Check
    show: Show | None
    page: Page | None


NO_OCCASION = Occasion()

_kinds: dict[str, _Kind] = {}


def register_occasion(kind: str, check: Check, *, show: Show | None = None, page: Page | None = None) -> None:
    """Registering a kind again replaces what was said before."""
    _kinds[kind] = _Kind(check, show, page)


def require_occasion(occasion: Occasion, *, sender: User, creator: CreatorProfile) -> None:
    """Raises UnknownOccasion, and what the occasion's own check raises."""
    if occasion == NO_OCCASION:
        return
    known = _kinds.get(occasion.kind)
    if known is None or not occasion.id:
        raise UnknownOccasion
    known.check(sender, creator, occasion.id)


def page_of(occasion: Occasion) -> str:
    """Of an occasion that was checked; "" where it has none."""
    known = _kinds.get(occasion.kind)
    return known.page(occasion.id) if known is not None and known.page is not None else ""


def show_given(given: Iterable[tuple[Gift | Tip, Given]]) -> None:
    """Where they were given, with one publication for each occasion."""
    batches: dict[tuple[str, str], list[Given]] = {}
    for row, shown in given:
        if row.subject_kind in _kinds:
            batches.setdefault((row.subject_kind, row.subject_id), []).append(shown)
    for (kind, identifier), batch in batches.items():
        show = _kinds[kind].show
        if show is not None:
            show(identifier, batch)
