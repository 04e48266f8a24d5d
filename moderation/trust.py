"""How far somebody is trusted: a pure function of what they did here, so that it can be explained and computed again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from moderation.models import TrustLevel

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Counted up whenever a rule changes: copies of what the old one said are then forgotten.
VERSION = 1

SHARE_RIGHT = 0.7


@dataclass(frozen=True, kw_only=True)
class Facts:
    days_here: int = 0
    has_verified_email: bool = False
    messages: int = 0
    streams_watched: int = 0
    reports_upheld: int = 0
    reports_dismissed: int = 0
    # Since the last sanction that was worse than a warning began; None without one.
    days_clean: int | None = None
    is_sanctioned: bool = False


@dataclass(frozen=True, kw_only=True)
class Requirement:
    words: StrOrPromise
    is_met: bool


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """`wanted` is what the next level asks for; empty at the top."""

    level: TrustLevel
    wanted: tuple[Requirement, ...]
    version: int = VERSION

    @property
    def next_level(self) -> TrustLevel | None:
        return TrustLevel(self.level + 1) if self.level < TrustLevel.PILLAR else None


Rule = tuple["StrOrPromise", Callable[[Facts], bool]]


def _here_for(days: int) -> Rule:
    return format_lazy(_("{days} days here"), days=days), lambda facts: facts.days_here >= days


def _took_part(messages: int, streams: int) -> Rule:
    words = format_lazy(_("{messages} messages, or {streams} shows watched"), messages=messages, streams=streams)
    return words, lambda facts: facts.messages >= messages or facts.streams_watched >= streams


def _clean_for(days: int) -> Rule:
    words = format_lazy(_("{days} days without a sanction"), days=days)
    return words, lambda facts: facts.days_clean is None or facts.days_clean >= days


def _right_reports(count: int) -> Rule:
    words = format_lazy(_("{count} reports of yours were right, and most of all that you made"), count=count)
    return words, lambda facts: facts.reports_upheld >= count and _share_right(facts) >= SHARE_RIGHT


def _share_right(facts: Facts) -> float:
    decided = facts.reports_upheld + facts.reports_dismissed
    return facts.reports_upheld / decided if decided else 0.0


ASKED: Mapping[TrustLevel, tuple[Rule, ...]] = {
    TrustLevel.KNOWN: (
        (_("A verified email address"), lambda facts: facts.has_verified_email),
        (_("Nothing that keeps you from anything"), lambda facts: not facts.is_sanctioned),
        _here_for(3),
        _took_part(10, 3),
    ),
    TrustLevel.TRUSTED: (_here_for(30), _took_part(100, 20), _clean_for(90)),
    TrustLevel.PILLAR: (_here_for(180), _took_part(500, 50), _clean_for(365), _right_reports(5)),
}


def assess(facts: Facts) -> Assessment:
    """Level by level: whoever lacks something for one has none of those above it."""
    level = TrustLevel.NEW
    for higher, rules in ASKED.items():
        wanted = tuple(Requirement(words=words, is_met=is_met(facts)) for words, is_met in rules)
        if not all(requirement.is_met for requirement in wanted):
            return Assessment(level=level, wanted=wanted)
        level = higher
    return Assessment(level=level, wanted=())
