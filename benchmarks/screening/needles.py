"""`python -m benchmarks.screening.needles`: works out which words every match of a rule must contain one of.

A regular expression knows it; nobody should have to write it down, and nobody may forget it. Screening then tries a line only
against the rules that one of its words can belong to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from moderation.screening.data import FOLDER
from moderation.screening.patterns import NEEDLE, Rule
from moderation.screening.rulebook import every_rule

FILE = FOLDER / "needles.txt"
HEAD = """\
# Which words, cut to four letters, every match of a rule contains one of. Made by `python -m benchmarks.screening.needles`.
"""
# Words that nearly every line has are poor needles.
COMMON = frozenset(
    [
        "you",
        "u",
        "ya",
        "your",
        "ur",
        "yr",
        "yo",
        "a",
        "an",
        "the",
        "to",
        "of",
        "in",
        "on",
        "at",
        "for",
        "and",
        "i",
        "we",
        "he",
        "she",
        "they",
        "him",
        "her",
        "them",
        "his",
        "their",
        "is",
        "are",
        "be",
        "it",
        "this",
        "that",
        "me",
        "my",
        "us",
        "with",
        "so",
        "just",
        "really",
        "all",
        "or",
        "not",
        "do",
        "no",
        "up",
        "out",
        "off",
        "ich",
        "du",
        "dich",
        "dir",
        "die",
        "der",
        "das",
        "ist",
        "und",
        "ein",
    ]
)

Words = frozenset[str]


def main() -> None:
    FILE.write_text(written(), encoding="utf-8")
    print(f"{len(every_rule())} rules in {FILE}")


def written() -> str:
    return HEAD + "".join(
        f"{rule.name}: {' '.join(sorted(words))}\n" for rule in every_rule() if (words := needles(rule))
    )


def needles(rule: Rule) -> Words:
    """Nothing, if a match may do without any particular word."""
    best = _best(_demanded(list(parser.parse(rule.pattern.pattern)), begins=True))
    return frozenset(word[:NEEDLE] for word in best) if best else frozenset()


def _demanded(items: Sequence[Any], *, begins: bool) -> list[Words]:
    """Sets of beginnings of words: a match has one of each set. `begins` says whether a word begins here."""
    found: list[Words] = []
    run = ""
    for operation, value in items:
        if operation is code.LITERAL:
            run += chr(value)
            continue
        found.extend(_words(run, begins=begins))
        begins, run = (run.endswith(" ") if run else begins), ""
        if operation is code.SUBPATTERN:
            found.extend(_demanded(list(value[3]), begins=begins))
            begins = _ends_word(list(value[3]))
        elif operation is code.BRANCH:
            found.extend(_of_branches(value[1], begins=begins))
            begins = all(_ends_word(list(branch)) for branch in value[1])
        elif operation in {code.MAX_REPEAT, code.MIN_REPEAT}:
            least, _, repeated = value
            if least:
                found.extend(_demanded(list(repeated), begins=begins))
            begins = _ends_word(list(repeated)) and (begins or bool(least))
        elif operation not in {code.AT, code.ASSERT, code.ASSERT_NOT}:
            begins = False
    return [*found, *_words(run, begins=begins)]


def _words(run: str, *, begins: bool) -> Iterable[Words]:
    parts = run.split(" ")
    return [frozenset([part]) for place, part in enumerate(parts) if part and (place or begins)]


def _of_branches(branches: Sequence[Any], *, begins: bool) -> list[Words]:
    together: set[str] = set()
    for branch in branches:
        best = _best(_demanded(list(branch), begins=begins))
        if not best:
            return []
        together |= best
    return [frozenset(together)]


def _ends_word(items: Sequence[Any]) -> bool:
    if not items:
        return True
    operation, value = items[-1]
    if operation is code.LITERAL:
        return chr(value) == " "
    if operation is code.SUBPATTERN:
        return _ends_word(list(value[3]))
    if operation is code.BRANCH:
        return all(_ends_word(list(branch)) for branch in value[1])
    return operation is code.MAX_REPEAT and bool(value[0]) and _ends_word(list(value[2]))


def _best(found: Iterable[Words]) -> Words | None:
    """The set whose commonest word is rarest, and of those the smallest."""
    return max(found, default=None, key=lambda words: (min(_rare(word) for word in words), -len(words)))


def _rare(word: str) -> int:
    return 0 if word in COMMON else min(len(word), NEEDLE)


if __name__ == "__main__":
    main()
