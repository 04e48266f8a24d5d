"""A text as screening reads it: as words that stand there, and as the words that are meant.

Every form knows where each of its words came from, so that a reason can quote what was really typed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

from moderation.screening.decoding import decode, decode_loosely
from moderation.screening.folding import fold

WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    # Where it stands in what was typed.
    start: int
    end: int


class Form:
    """Words with one space between them, without punctuation: what the rules look at."""

    def __init__(self, words: list[Word], *, plain: bool) -> None:
        self.words = words
        # Whether it says what was typed, rather than what it was made to say.
        self.plain = plain
        self.text = " ".join([word.text for word in words])

    @cached_property
    def tokens(self) -> frozenset[str]:
        return frozenset(word.text for word in self.words)

    @cached_property
    def _starts(self) -> list[int]:
        starts, at = [], 0
        for word in self.words:
            starts.append(at)
            at += len(word.text) + 1
        return starts

    def place_of(self, start: int, end: int) -> tuple[int, int]:
        """Where in the original the words stand that `text[start:end]` touches."""
        first = self.words[bisect_right(self._starts, start) - 1]
        last = self.words[bisect_right(self._starts, max(start, end - 1)) - 1]
        return first.start, max(first.end, last.end)


@dataclass
class Reading:
    """One text with its forms. `simply` leaves out every form but the plainest: only a benchmark wants that."""

    original: str
    simply: bool = False
    folded: str = field(init=False)
    places: list[int] = field(init=False)

    def __post_init__(self) -> None:
        if self.simply:
            self.folded, self.places = self.original.lower(), list(range(len(self.original.lower())))
        else:
            self.folded, self.places = fold(self.original)

    @cached_property
    def plain(self) -> Form:
        words = [
            Word(match[0].replace("'", ""), *self.span(match.start(), match.end()))
            for match in WORD.finditer(self.folded)
        ]
        return Form(words, plain=True)

    @cached_property
    def forms(self) -> list[Form]:
        """The plain form, and the decoded one where it says something else."""
        if self.simply:
            return [self.plain]
        words = [Word(text, *self.span(start, end)) for text, start, end in decode(self.folded)]
        decoded = Form(words, plain=False)
        return [self.plain] if decoded.text == self.plain.text else [self.plain, decoded]

    @cached_property
    def loose(self) -> Form:
        """Disguises taken off even where no word that screening knows comes of it."""
        return Form(
            [Word(text, *self.span(start, end)) for text, start, end in decode_loosely(self.folded)], plain=False
        )

    @cached_property
    def letters(self) -> tuple[str, list[int], frozenset[int]]:
        """Every letter without what stands between, where each stands in the folded text, and which begin a word."""
        places = [place for place, letter in enumerate(self.folded) if letter.isalpha()]
        begins = frozenset(
            number for number, place in enumerate(places) if number == 0 or places[number - 1] != place - 1
        )
        return "".join(self.folded[place] for place in places), places, begins

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A stretch of the folded text, in the original."""
        if start >= end:
            return 0, 0
        return self.places[start], self.places[end - 1] + 1

    def quote(self, start: int, end: int) -> str:
        """Fit to be shown: half characters, which no keyboard makes, become question marks."""
        return self.original[start:end].encode("utf-8", "replace").decode()
