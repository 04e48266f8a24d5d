"""What points are earned by. Apps above register their own rules, and tell `economy.services.loyalty` of each deed.

register_rule(
    name="streams.watching", label=_("Watching"), note=_("for each five minutes in front of somebody who is live"),
    icon="eye", points=2, cap=60, cooldown=timedelta(minutes=5),
)

`cap` is what a person can earn by it in a day (UTC). A deed within the `cooldown` after one that counted is worth nothing,
and midnight ends every cooldown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class EarningRule:
    """`points` are for one deed that counts once; `note` says what that is. Some deeds are done `once` in a life."""

    name: str
    label: StrOrPromise
    note: StrOrPromise
    icon: str
    points: int
    cap: int
    cooldown: timedelta = timedelta(0)
    once: bool = False


_rules: dict[str, EarningRule] = {}


def register_rule(
    *,
    name: str,
    label: StrOrPromise,
    note: StrOrPromise,
    points: int,
    cap: int,
    icon: str = "medal",
    cooldown: timedelta = timedelta(0),
    once: bool = False,
) -> None:
    """Registering the same name again replaces what was said before."""
    if not 0 < points <= cap:
        raise ValueError(f"{name}: a deed is worth something, and no more than its cap for the day.")
    _rules[name] = EarningRule(
        name=name, label=label, note=note, icon=icon, points=points, cap=cap, cooldown=cooldown, once=once
    )


def unregister_rule(name: str) -> None:
    """For rules that live as long as a test."""
    _rules.pop(name, None)


def earning_rule(name: str) -> EarningRule:
    """Raises KeyError for a rule that nobody registered: a mistake of ours, found by the first test."""
    return _rules[name]


def earning_rules() -> list[EarningRule]:
    return sorted(_rules.values(), key=lambda rule: rule.name)


def label_of(name: str) -> StrOrPromise:
    """A row outlives the app that wrote it; then the rule's name will do."""
    return _rules[name].label if name in _rules else name


VISIT = "economy.visit"
STREAK = "economy.streak"
GIVING = "economy.giving"
FOLLOWING = "economy.following"
FIRST_STAGE = "economy.first_stage"

# So many days in a row are a streak, and the day that completes one is worth more.
STREAK_DAYS = 7

register_rule(
    name=VISIT, label=_("Dropping in"), note=_("once a day that you are here"), icon="calendar", points=10, cap=10
)
register_rule(
    name=STREAK,
    label=_("Seven days in a row"),
    note=_("on the day that completes a week without a gap"),
    icon="flame",
    points=50,
    cap=50,
)
register_rule(
    name=GIVING, label=_("Giving"), note=_("for each token in gifts and tips"), icon="gift", points=1, cap=300
)
register_rule(
    name=FOLLOWING, label=_("Following"), note=_("for each creator you begin to follow"), icon="bell", points=5, cap=25
)
register_rule(
    name=FIRST_STAGE,
    label=_("Taking the stage"),
    note=_("once, when you open a channel"),
    icon="mic",
    points=100,
    cap=100,
    once=True,
)
