"""What may be said to whom, and how strictly a channel sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

from moderation.screening.lists import WordList, word_list
from moderation.screening.vocabulary import GRADED, NEVER, Category, Speaker, Target, Verdict

LEVELS = range(5)
USUAL_LEVEL = 2
NEVER_REACHED = 1.1


class Relation(Enum):
    """Who stands to whom, as far as rules differ."""

    RIVALS = "rivals"
    AUDIENCE = "audience"
    BYSTANDER = "bystander"
    NOBODY = "nobody"


def relation_of(speaker: Speaker, target: Target) -> Relation:
    if target == Target.CONSENTING_RIVAL and speaker == Speaker.PERFORMER:
        return Relation.RIVALS
    if target in {Target.PERFORMER, Target.CONSENTING_RIVAL}:
        return Relation.AUDIENCE
    return Relation.BYSTANDER if target == Target.VIEWER else Relation.NOBODY


@dataclass(frozen=True, slots=True)
class Bar:
    """From which weight on a line is held, and from which it is turned away."""

    hold: float = NEVER_REACHED
    block: float = NEVER_REACHED


def _bars(*pairs: tuple[float, float] | None) -> tuple[Bar, ...]:
    return tuple(Bar() if pair is None else Bar(*pair) for pair in pairs)


_OUT = NEVER_REACHED
# One bar for each level from 0 to 4. Rivals agreed to be insulted; a bystander agreed to nothing.
TABLE: Mapping[Relation, Mapping[Category, tuple[Bar, ...]]] = {
    Relation.RIVALS: {
        Category.INSULT: _bars(None, None, None, None, (0.75, _OUT)),
        Category.PROFANITY: _bars(None, None, None, None, (0.6, _OUT)),
        Category.INNUENDO: _bars(None, None, None, (0.7, _OUT), (0.5, _OUT)),
        Category.FLOOD: _bars(None, None, (0.8, _OUT), (0.6, _OUT), (0.5, _OUT)),
    },
    Relation.AUDIENCE: {
        Category.INSULT: _bars(None, None, None, (0.75, _OUT), (0.5, 0.95)),
        Category.PROFANITY: _bars(None, None, None, (0.7, _OUT), (0.4, 0.95)),
        Category.INNUENDO: _bars(None, (0.85, _OUT), (0.65, _OUT), (0.5, 0.95), (0.3, 0.9)),
        Category.FLOOD: _bars(None, (0.8, _OUT), (0.5, 0.97), (0.45, 0.9), (0.35, 0.8)),
    },
    Relation.NOBODY: {
        Category.INSULT: _bars(None, None, (0.9, _OUT), (0.7, _OUT), (0.5, 0.95)),
        Category.PROFANITY: _bars(None, None, None, (0.7, _OUT), (0.4, 0.95)),
        Category.INNUENDO: _bars(None, (0.9, _OUT), (0.7, _OUT), (0.5, 0.95), (0.3, 0.9)),
        Category.FLOOD: _bars(None, (0.8, _OUT), (0.5, 0.97), (0.45, 0.9), (0.35, 0.8)),
    },
    Relation.BYSTANDER: {
        Category.INSULT: _bars((0.95, _OUT), (0.7, _OUT), (0.5, 0.95), (0.4, 0.8), (0.25, 0.7)),
        Category.PROFANITY: _bars(None, None, (0.9, _OUT), (0.6, 0.95), (0.4, 0.9)),
        Category.INNUENDO: _bars((0.9, _OUT), (0.7, _OUT), (0.6, 0.95), (0.4, 0.8), (0.3, 0.6)),
        Category.FLOOD: _bars(None, (0.8, _OUT), (0.5, 0.97), (0.45, 0.9), (0.35, 0.8)),
    },
}
# The same for everybody: consent reaches none of this, and no level lets it through.
NEVER_BARS = _bars((0.5, 0.95), (0.5, 0.9), (0.5, 0.8), (0.42, 0.7), (0.35, 0.6))


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One channel's wishes, within what the house lets nobody decide."""

    level: int = USUAL_LEVEL
    by_category: Mapping[Category, int] = field(default_factory=lambda: MappingProxyType({}))
    links: Verdict = Verdict.HOLD
    blocked_words: tuple[str, ...] = ()
    allowed_words: tuple[str, ...] = ()
    # Of the house: {pattern: (category, verdict)}, and words that are innocent here whatever list they stand on.
    house_words: tuple[tuple[str, Category, Verdict], ...] = ()
    house_allowed: tuple[str, ...] = ()
    # Hosts that links may always lead to, such as the house's own.
    trusted_hosts: frozenset[str] = frozenset()

    def bar(self, category: Category, relation: Relation) -> Bar:
        level = min(max(self.by_category.get(category, self.level), 0), LEVELS[-1])
        if category in NEVER:
            # How strict a channel is as a whole tells how sure the engine must be; it never opens the door.
            return NEVER_BARS[min(max(self.level, 0), LEVELS[-1])]
        if category in GRADED:
            return TABLE[relation][category][level]
        return Bar()

    @property
    def blocked(self) -> WordList:
        return word_list(self.blocked_words)

    @property
    def allowed(self) -> WordList:
        return word_list(self.allowed_words)
