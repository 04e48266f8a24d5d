"""From signals to a decision: what was noticed, weighed by who speaks to whom and what the channel wants."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property

from django.utils.translation import gettext_lazy as _

from moderation.screening.classifier import Classifier
from moderation.screening.data import FOLDER
from moderation.screening.lists import Found, WordList, word_list
from moderation.screening.policy import Policy, Relation, relation_of
from moderation.screening.reading import Form, Reading
from moderation.screening.rulebook import Rulebook
from moderation.screening.rules.spam import leads_to
from moderation.screening.signals import Engine, Scene, Signal
from moderation.screening.vocabulary import NEVER, Category, Decision, Reason, Speaker, Target, Verdict

# A text is read in stretches of this length, so that nothing hides behind the end and nothing takes long.
STRETCH = 1000
OVERLAP = 100
LONGEST = 20_000
CLEAR = 0.0
# Nobody is ever wholly sure.
SUREST = 0.99
# Graded weights below this are not worth a word.
FAINT = 0.15

ON_YOUR_LIST = _("Is on the channel's list of blocked words.")
ON_HOUSE_LIST = _("Is on the house's list.")
TOO_LONG = _("Is longer than anything that is said on a stage.")

Weighed = tuple[Signal, Verdict]


class Screener:
    """Engines in a row, and one judgement over all that they say."""

    def __init__(self, engines: Sequence[Engine] | None = None, read: Callable[[str], Reading] = Reading) -> None:
        self.engines = tuple(engines) if engines is not None else (Rulebook(), Classifier())
        self.read = read

    @cached_property
    def version(self) -> str:
        """What decides is named after what it knows: other lists are another version."""
        knowledge = hashlib.sha256()
        for path in sorted(FOLDER.iterdir()):
            if path.suffix in {".txt", ".model"}:
                knowledge.update(path.read_bytes())
        return "+".join([*(engine.version for engine in self.engines), knowledge.hexdigest()[:8]])

    def screen(self, text: str, *, speaker: Speaker, target: Target, policy: Policy | None = None) -> Decision:
        """Pure: the same text, scene and policy get the same decision. Never raises, whatever the text."""
        policy = policy or USUAL
        scene = Scene(Speaker(speaker), Target(target))
        relation = relation_of(scene.speaker, scene.target)
        if len(text) > LONGEST:
            return self._too_long(text)
        reasons: list[Reason] = []
        weights: dict[Category, float] = {}
        for start in _starts(len(text)):
            stretch = text[start : start + STRETCH]
            reasons.extend(self._reasons(stretch, scene, relation, policy, weights))
        return self._decide(_strongest(reasons), weights)

    def screen_many(
        self, lines: Iterable[tuple[str, Speaker, Target]], *, policy: Policy | None = None
    ) -> Iterator[Decision]:
        for text, speaker, target in lines:
            yield self.screen(text, speaker=speaker, target=target, policy=policy)

    def _reasons(
        self, text: str, scene: Scene, relation: Relation, policy: Policy, weights: dict[Category, float]
    ) -> Iterator[Reason]:
        """`weights` learns how heavy each category is in all."""
        reading = self.read(text)
        signals = [signal for engine in self.engines for signal in engine.signals(reading, scene)]
        signals = _without_allowed(_without_trusted(signals, reading, policy), reading, policy)
        noticed = {signal.category for signal in signals}
        certain = {category: _together(signals, category, guesses=False) for category in noticed}
        in_all = {category: _together(signals, category, guesses=True) for category in noticed}
        for category, weight in in_all.items():
            weights[category] = max(weights.get(category, CLEAR), weight)
        for signal in signals:
            bar = policy.bar(signal.category, relation)
            if signal.category == Category.LINK:
                verdict = policy.links
            elif certain[signal.category] >= bar.block and not signal.guess:
                verdict = Verdict.BLOCK
            else:
                verdict = Verdict.HOLD if in_all[signal.category] >= bar.hold else Verdict.ALLOW
            if verdict != Verdict.ALLOW or signal.weight >= FAINT:
                yield _reason(reading, signal, signal.weight, verdict)
        yield from _from_lists(reading, policy)

    def _decide(self, reasons: tuple[Reason, ...], weights: Mapping[Category, float]) -> Decision:
        if not reasons:
            return Decision(verdict=Verdict.ALLOW, category=None, confidence=1.0, reasons=(), version=self.version)
        first = reasons[0]
        weight = min(max(weights.get(first.category, CLEAR), first.confidence), SUREST)
        confidence = weight if first.verdict != Verdict.ALLOW else 1 - weight / 2
        return Decision(
            verdict=first.verdict,
            category=first.category,
            confidence=round(confidence, 3),
            reasons=reasons,
            version=self.version,
        )

    def _too_long(self, text: str) -> Decision:
        reason = Reason(
            category=Category.FLOOD,
            rule="flood.length",
            says=TOO_LONG,
            found=text[:80],
            confidence=1.0,
            verdict=Verdict.BLOCK,
        )
        return self._decide((reason,), {})


USUAL = Policy()


@cache
def screener() -> Screener:
    """The one that serves this process. Its lists are read when the first line comes."""
    return Screener()


def screen(text: str, *, speaker: Speaker, target: Target, policy: Policy | None = None) -> Decision:
    return screener().screen(text, speaker=speaker, target=target, policy=policy)


def _starts(length: int) -> Iterator[int]:
    yield 0
    start = STRETCH - OVERLAP
    while start + OVERLAP < length:
        yield start
        start += STRETCH - OVERLAP


def _together(signals: list[Signal], category: Category, *, guesses: bool) -> float:
    """How much everything weighs that points one way. What several rules see is surer than what one sees."""
    best: dict[str, float] = {}
    for signal in signals:
        if signal.category == category and (guesses or not signal.guess):
            best[signal.rule] = max(best.get(signal.rule, CLEAR), signal.weight)
    doubt = 1.0
    for weight in best.values():
        doubt *= 1 - weight
    return 1 - doubt if best else CLEAR


def _without_allowed(signals: list[Signal], reading: Reading, policy: Policy) -> list[Signal]:
    """Allowed words lift what lists of words found; what is never said stays so, unless the house itself knows better."""
    if not (policy.allowed_words or policy.house_allowed):
        return signals
    own = _places(policy.allowed, reading)
    house = _places(word_list(policy.house_allowed), reading)
    return [
        signal
        for signal in signals
        if not (
            (_within(signal, house) and signal.rule.startswith("list."))
            or (_within(signal, own) and signal.category not in NEVER)
        )
    ]


def _without_trusted(signals: list[Signal], reading: Reading, policy: Policy) -> list[Signal]:
    """Without links to where this house says that anybody may go."""
    if not policy.trusted_hosts:
        return signals
    return [
        signal
        for signal in signals
        if signal.category != Category.LINK
        or not any(leads_to(reading.quote(signal.start, signal.end), host) for host in policy.trusted_hosts)
    ]


def _within(signal: Signal, places: list[tuple[int, int]]) -> bool:
    return any(start <= signal.start and signal.end <= end for start, end in places)


def _places(words: WordList, reading: Reading) -> list[tuple[int, int]]:
    """Where words of somebody's own list stand, disguised or not."""
    return [form.place_of(found.start, found.end) for form in _all_forms(reading) for found in words.find(form)]


def _all_forms(reading: Reading) -> list[Form]:
    return reading.forms if reading.simply else [*reading.forms, reading.loose]


def _from_lists(reading: Reading, policy: Policy) -> Iterator[Reason]:
    if policy.blocked_words:
        for start, end in dict.fromkeys(_places(policy.blocked, reading)):
            signal = Signal(Category.BLOCKED_WORD, "list.channel", ON_YOUR_LIST, 1.0, start, end)
            yield _reason(reading, signal, 1.0, Verdict.BLOCK)
    if policy.house_words:
        effects = {pattern: (category, verdict) for pattern, category, verdict in policy.house_words}
        words = word_list(tuple(effects))
        for form in _all_forms(reading):
            for found in words.find(form):
                yield _house_reason(reading, found, form.place_of(found.start, found.end), effects)


def _house_reason(
    reading: Reading, found: Found, place: tuple[int, int], effects: dict[str, tuple[Category, Verdict]]
) -> Reason:
    category, verdict = effects[found.entry.name]
    return _reason(reading, Signal(category, "list.house", ON_HOUSE_LIST, 1.0, *place), 1.0, verdict)


def _reason(reading: Reading, signal: Signal, confidence: float, verdict: Verdict) -> Reason:
    return Reason(
        category=signal.category,
        rule=signal.rule,
        says=signal.says,
        found=reading.quote(signal.start, signal.end)[:200],
        confidence=round(min(confidence, SUREST), 3),
        verdict=verdict,
    )


def _strongest(reasons: list[Reason]) -> tuple[Reason, ...]:
    """Each thing once, the weightiest first; what is never said before what may be."""
    kept: dict[tuple[str, str], Reason] = {}
    for reason in reasons:
        key = (reason.rule, reason.found)
        if key not in kept or kept[key].verdict.rank < reason.verdict.rank:
            kept[key] = reason
    order = sorted(
        kept.values(),
        key=lambda reason: (
            reason.verdict.rank,
            reason.category in NEVER,
            reason.rule != "classifier",
            reason.confidence,
        ),
        reverse=True,
    )
    return tuple(order)
