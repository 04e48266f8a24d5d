"""What stands on the home page, and what it says while there is nothing to show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STREAM_CARD = "components/_stream_card.html"
CREATOR_CARD = "components/_creator_card.html"
BATTLE_CARD = "components/_battle_card.html"


@dataclass(frozen=True, kw_only=True)
class Rail:
    """One row of the bill: cards, each drawn by the partial `card`, or kind words and a drawing when there are none."""

    name: str
    title: str | Promise
    cards: Sequence[object]
    card: str
    picture: str
    empty_title: str | Promise
    empty_text: str | Promise


@dataclass(frozen=True, kw_only=True)
class Reaction:
    """How an audience answers. `warmth` is what it does to the meter on the home page's empty stage."""

    icon: str
    label: str | Promise
    warmth: int


@dataclass(frozen=True)
class Seat:
    """Somebody in the crowd of the picture that explains the verdict."""

    x: float
    y: float
    is_hot: bool


REACTIONS = [
    Reaction(icon="boo", label=_("Boo"), warmth=-22),
    Reaction(icon="shocked", label=_("Shocked"), warmth=-8),
    Reaction(icon="applause", label=_("Applause"), warmth=12),
    Reaction(icon="laugh", label=_("Laugh"), warmth=16),
    Reaction(icon="heart", label=_("Love"), warmth=14),
    Reaction(icon="flame", label=_("Fire"), warmth=24),
]

# Fifteen seats in each of five rows; the hot side is ahead by a little, as it should be in an example.
SEATS = [
    Seat(10 + 20 * seat, 10 + 20 * row, (seat * 3 + row * 7) % 11 < seat * 0.75)
    for row in range(5)
    for seat in range(15)
]


def rails(
    *,
    live: Sequence[object] = (),
    battles: Sequence[object] = (),
    upcoming: Sequence[object] = (),
    rising: Sequence[object] = (),
) -> list[Rail]:
    """The bill, in the order in which a visitor cares."""
    return [
        Rail(
            name="live",
            title=_("Live now"),
            cards=live,
            card=STREAM_CARD,
            picture="mic",
            empty_title=_("The mic is free"),
            empty_text=_("Whoever goes live appears here at once, with the sound off until you want it."),
        ),
        Rail(
            name="battles",
            title=_("Battles"),
            cards=battles,
            card=BATTLE_CARD,
            picture="stools",
            empty_title=_("Two stools, nobody on them"),
            empty_text=_("A battle needs two people who want it. When both are ready, they sit here side by side."),
        ),
        Rail(
            name="upcoming",
            title=_("Starts soon"),
            cards=upcoming,
            card=STREAM_CARD,
            picture="bill",
            empty_title=_("Nothing on the bill yet"),
            empty_text=_("Announced shows stand here with their day and time, as your clock reads them."),
        ),
        Rail(
            name="rising",
            title=_("On their way up"),
            cards=rising,
            card=CREATOR_CARD,
            picture="spotlight",
            empty_title=_("The first name on the bill"),
            empty_text=_("Whoever takes the stage first stands here alone for a while. It could be you."),
        ),
    ]
