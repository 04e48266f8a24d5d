"""The engine of rules: lists, patterns and shapes, read in every form of a text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, cached_property

from moderation.screening.data import lines_of
from moderation.screening.lists import Found, WordList, read_list
from moderation.screening.patterns import NEEDLE, Rule, read_rules
from moderation.screening.reading import Form, Reading
from moderation.screening.rules import private_data, spam
from moderation.screening.rules.context import context
from moderation.screening.rules.wording import SAYS
from moderation.screening.signals import Scene, Signal
from moderation.screening.vocabulary import Category, Target

FAMILIES = ("threats", "self_harm", "sexual", "hate", "private_data", "spam")
LISTS = {
    Category.SLUR: "slurs.txt",
    Category.INSULT: "insults.txt",
    Category.PROFANITY: "profanity.txt",
    Category.INNUENDO: "innuendo.txt",
}
# Said without a single space, or with spaces everywhere.
RUN_TOGETHER = {
    "kill yourself": Category.SELF_HARM,
    "go kill yourself": Category.SELF_HARM,
    "just kill yourself": Category.SELF_HARM,
    "please kill yourself": Category.SELF_HARM,
    "kill urself": Category.SELF_HARM,
    "hang yourself": Category.SELF_HARM,
    "neck yourself": Category.SELF_HARM,
    "end your life": Category.SELF_HARM,
    "i hope you die": Category.THREAT,
    "i will find you": Category.THREAT,
    "i will kill you": Category.THREAT,
    "im gonna kill you": Category.THREAT,
    "i know where you live": Category.THREAT,
    "bring dich um": Category.SELF_HARM,
    "send nudes": Category.SEXUAL,
    "show me your tits": Category.SEXUAL,
    "nigger": Category.SLUR,
    "faggot": Category.SLUR,
}
SQUEEZED = {phrase: phrase.replace(" ", "") for phrase in RUN_TOGETHER}

# How much of a signal is left where somebody else's words are told.
TOLD = 0.18
SLUR_TOLD = 0.7


class Rulebook:
    version = "rules-1"

    @cached_property
    def _lists(self) -> list[tuple[Category, WordList]]:
        return [(category, read_list(name)) for category, name in LISTS.items()]

    def signals(self, reading: Reading, scene: Scene) -> Iterator[Signal]:
        told = _told(reading)
        for form in reading.forms:
            yield from self._from_lists(form, scene, told=told)
            for rule in rules_for(form):
                signal = _apply(rule, form)
                if signal is not None:
                    yield _weaker(signal, TOLD) if told else signal
        for name, weight, start, end in private_data.shapes(reading.folded):
            yield _shape(reading, Category.PRIVATE_DATA, name, weight, start, end)
        for name, category, weight, start, end in spam.shapes(reading.original, reading.folded):
            yield _shape(reading, category, name, weight, start, end)
        if not reading.simply:
            yield from _run_together(reading, told=told)

    def _from_lists(self, form: Form, scene: Scene, *, told: bool) -> Iterator[Signal]:
        for category, words in self._lists:
            for found in words.find(form):
                weight = found.entry.weight
                if category == Category.INSULT:
                    weight *= _aim(form, found, scene)
                if told:
                    weight *= SLUR_TOLD if category == Category.SLUR else TOLD
                if weight:
                    start, end = form.place_of(found.start, found.end)
                    says = SAYS[f"list.{category}"]
                    yield Signal(category, f"list.{category}.{found.entry.name}", says, weight, start, end)


def _apply(rule: Rule, form: Form) -> Signal | None:
    text = form.text
    match = rule.pattern.search(text)
    if match is None or (rule.unless is not None and rule.unless.search(text) is not None):
        return None
    start, end = form.place_of(match.start(), match.end())
    return Signal(rule.category, rule.name, rule.says, rule.weight, start, end)


def _shape(reading: Reading, category: Category, name: str, weight: float, start: int, end: int) -> Signal:
    return Signal(category, name, SAYS[name], weight, *reading.span(start, end))


def _weaker(signal: Signal, share: float) -> Signal:
    return Signal(signal.category, signal.rule, signal.says, signal.weight * share, signal.start, signal.end)


def _told(reading: Reading) -> bool:
    """Whether somebody reports or denounces what was said, rather than saying it."""
    plain = reading.plain.text
    if context("denounced").search(plain) is not None:
        return True
    return context("reported").search(plain) is not None and context("quoted").search(reading.original) is not None


def _aim(form: Form, found: Found, scene: Scene) -> float:
    """How far a word of insult is meant for somebody: not at all, where people mean themselves or a thing."""
    before = form.text[: found.start]
    if context("at_oneself").search(before[-60:]) is not None:
        return 0.2
    if (
        context("at_things").search(before[-40:]) is not None
        and context("named_thing").match(form.text, found.end) is not None
    ):
        return 0.3
    if context("aimed").search(form.text) is not None:
        return 1.0
    return 0.85 if scene.target == Target.VIEWER and len(form.words) <= 5 else 0.6


def _run_together(reading: Reading, *, told: bool) -> Iterator[Signal]:
    """Phrases without their spaces, or with others. Where they stand as words, the rules have seen them."""
    letters, places, begins = reading.letters
    for phrase, squeezed in SQUEEZED.items():
        at = letters.find(squeezed)
        if at < 0 or at not in begins or any(phrase in form.text for form in reading.forms):
            continue
        end = at + len(squeezed)
        if end == len(letters) or end in begins:
            start, finish = reading.span(places[at], places[end - 1] + 1)
            yield Signal(RUN_TOGETHER[phrase], "together", SAYS["together"], 0.9 * (TOLD if told else 1), start, finish)


@cache
def every_rule() -> tuple[Rule, ...]:
    return tuple(rule for family in FAMILIES for rule in read_rules(family))


@cache
def _needles() -> tuple[dict[str, int], int]:
    """Which rules a word may begin, as bits, and those that any word may."""
    numbers = {rule.name: number for number, rule in enumerate(every_rule())}
    by_word: dict[str, int] = {}
    known = 0
    for line in lines_of("needles.txt"):
        name, _, words = line.partition(": ")
        bit = 1 << numbers[name]
        known |= bit
        for word in words.split():
            by_word[word] = by_word.get(word, 0) | bit
    return by_word, (1 << len(every_rule())) - 1 & ~known


def rules_for(form: Form) -> Iterator[Rule]:
    """The rules that can match at all: for each, some word of the form begins as a match must."""
    by_word, bits = _needles()
    for token in form.tokens:
        for length in range(1, NEEDLE + 1):
            bits |= by_word.get(token[:length], 0)
    return (rule for number, rule in enumerate(every_rule()) if bits >> number & 1)
