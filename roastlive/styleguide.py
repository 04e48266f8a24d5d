"""What the style guide shows: tokens read from the stylesheet itself, and components with example data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from django import forms
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.translation import gettext_lazy as _

from roastlive import examples
from roastlive.home import REACTIONS

ROOT = settings.BASE_DIR
ENOUGH_FOR_TEXT = 4.5
ENOUGH_FOR_SHAPES = 3.0

# Which colour stands on which ground, and how much of a difference that takes.
TEXT_PAIRS = [
    (ink, ground)
    for ground in ("stage", "surface", "raised")
    for ink in ("text", "muted", "ember-ink", "ice-ink", "mint-ink", "amber-ink", "red-ink")
] + [("on-heat", fill) for fill in ("ember", "magenta", "ice", "mint", "amber", "red")]
SHAPE_PAIRS = [("line-strong", "stage"), ("line-strong", "surface"), ("focus", "stage"), ("focus", "surface")]
GROUNDS = ["stage", "surface", "raised", "line", "line-strong", "text", "muted"]
FILLS = ["ember", "magenta", "ice", "mint", "amber", "red"]
TYPE_SCALE = [64, 40, 28, 20, 16, 14, 12]
SPACES = [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32]
DRAWINGS = ["mic", "stools", "spotlight", "curtain", "bill", "mug"]

DECLARED = re.compile(r"--([a-z-]+):\s*(?:light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)|(#[0-9a-f]{6}));")


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One colour on another, by day and by night."""

    ink: str
    ground: str
    day: tuple[str, str]
    night: tuple[str, str]
    needed: float

    @property
    def light(self) -> float:
        return round(contrast(*self.day), 1)

    @property
    def dark(self) -> float:
        return round(contrast(*self.night), 1)

    @property
    def passes(self) -> bool:
        return min(contrast(*self.day), contrast(*self.night)) >= self.needed


class ExampleForm(forms.Form):
    """One field of each kind, bound to nothing."""

    name = forms.CharField(label=_("Stage name"), max_length=40, help_text=_("As it should be shouted."))
    bio = forms.CharField(label=_("About you"), widget=forms.Textarea, required=False)
    heat = forms.ChoiceField(
        label=_("Heat"), choices=[("mild", _("mild")), ("medium", _("medium")), ("scorched", _("scorched"))]
    )
    rounds = forms.IntegerField(label=_("Rounds"), min_value=1, max_value=9, disabled=True, initial=3)
    agrees = forms.BooleanField(label=_("I have read the house rules"))


def file_of(path: str) -> str:
    """The text of a static file as it lies in its folder."""
    found = finders.find(path)
    return Path(str(found)).read_text()


def colours() -> dict[str, tuple[str, str]]:
    """Every plain colour of tokens.css, by day and by night."""
    return {
        name: (light or same, dark or same) for name, light, dark, same in DECLARED.findall(file_of("css/tokens.css"))
    }


def contrast(one: str, other: str) -> float:
    """WCAG's ratio of two colours, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def pairs() -> list[Pair]:
    known = colours()
    wanted = [(pair, ENOUGH_FOR_TEXT) for pair in TEXT_PAIRS] + [(pair, ENOUGH_FOR_SHAPES) for pair in SHAPE_PAIRS]
    return [
        Pair(
            ink=ink,
            ground=ground,
            day=(known[ink][0], known[ground][0]),
            night=(known[ink][1], known[ground][1]),
            needed=needed,
        )
        for (ink, ground), needed in wanted
    ]


def icons() -> list[str]:
    return re.findall(r'<symbol id="([^"]+)"', file_of("icons.svg"))


def showcase() -> dict[str, object]:
    known = colours()
    wrong = ExampleForm({"name": "", "bio": "", "heat": "boiling"})
    return {
        "grounds": [(name, known[name]) for name in GROUNDS],
        "fills": [(name, known[name]) for name in FILLS],
        "pairs": pairs(),
        "type_scale": TYPE_SCALE,
        "spaces": SPACES,
        "icons": icons(),
        "drawings": DRAWINGS,
        "reactions": REACTIONS,
        "form": ExampleForm(auto_id="right-%s"),
        "wrong_form": ExampleForm(wrong.data, auto_id="wrong-%s"),
        "streams": examples.STREAMS,
        "battles": examples.BATTLES,
        "people": examples.PEOPLE,
        "tabs": examples.TABS,
        "off_limits": examples.OFF_LIMITS,
        "menu": examples.MENU,
    }


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return 0.2126 * _linear(red) + 0.7152 * _linear(green) + 0.0722 * _linear(blue)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
