"""The few things that templates cannot say by themselves: icons, drawings, initials and figures."""

from __future__ import annotations

from django import template
from django.templatetags.static import static
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

MINUS = "\N{MINUS SIGN}"


@register.simple_tag
def icon(name: str, label: str = "", kind: str = "") -> SafeString:
    """A sign from the sprite; silent for screen readers unless it stands alone and so carries a label."""
    css = f"icon icon--{kind}" if kind else "icon"
    return _drawn("icons.svg", name, css=css, size=(20, 20), label=label)


@register.simple_tag
def drawing(name: str) -> SafeString:
    """A line drawing by the same pen; always beside words that say the same."""
    return _drawn("drawings.svg", name, css="drawing", size=(160, 120))


@register.filter
def initials(name: str) -> str:
    """What stands for a face that has no picture: the first letters of the first and the last word."""
    words = str(name).split()
    return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper()


@register.filter
def signed(value: int) -> str:
    """A number on an axis with two ends says on which side it is."""
    figure = number_format(abs(value), force_grouping=True)
    return f"+{figure}" if value > 0 else f"{MINUS}{figure}" if value < 0 else figure


@register.filter
def grouped(value: int) -> str:
    """A whole number in the groups of three that the reader's language uses."""
    return number_format(value, force_grouping=True)


@register.filter
def compact(value: int) -> str:
    """A count to be read at a glance: 1,240 is 1.2K, 128,900 is 128K. Rounded down, for nobody is counted who is not there."""
    for size, letter in ((1_000_000, "M"), (1_000, "K")):
        if value >= size:
            whole, tenth = divmod(value * 10 // size, 10)
            return number_format(f"{whole}.{tenth}" if tenth and whole < 100 else whole) + letter
    return number_format(value)


@register.filter
def needle(value: int) -> float:
    """Degrees of a dial that goes from -100 to +100: four fifths of a half circle, so that the mic never lies down."""
    return max(-100, min(100, value)) * 0.8


@register.filter
def share(part: int, whole: int) -> int:
    """A part in percent of the whole; half of nothing is half, because nobody is ahead yet."""
    return round(part * 100 / whole) if whole else 50


@register.filter
def cold(value: int) -> int:
    """How far a meter is on the cold side, 0 to 100."""
    return max(0, min(100, -value))


@register.filter
def hot(value: int) -> int:
    """How far a meter is on the hot side, 0 to 100."""
    return max(0, min(100, value))


def _drawn(sprite: str, name: str, *, css: str, size: tuple[int, int], label: str = "") -> SafeString:
    words = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    width, height = size
    return format_html(
        '<svg class="{}" width="{}" height="{}" viewBox="0 0 {} {}" {}><use href="{}#{}"></use></svg>',
        css, width, height, width, height, words, static(sprite), name,
    )  # fmt: skip
