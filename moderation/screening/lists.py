"""Lists of words: those that come with the house, and those that a creator or the house adds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from moderation.screening.data import lines_of
from moderation.screening.folding import fold
from moderation.screening.reading import WORD, Form

GROUP = re.compile(r"\[(?P<name>\w+) (?P<weight>[\d.]+)\]")
# So many letters a star stands for: enough for any word, and never slow.
STAR = r"\w{0,30}"


@dataclass(frozen=True, slots=True)
class Entry:
    name: str
    weight: float
    innocent: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    entry: Entry
    # In the form's text.
    start: int
    end: int


class WordList:
    """Patterns of whole words: `scam*`, `*coin`, `porch monkey*`. Looking is one search, however long the list is."""

    def __init__(self, entries: Iterable[tuple[str, Entry]]) -> None:
        self._plain: dict[str, Entry] = {}
        self._starred: list[Entry] = []
        parts = []
        for pattern, entry in entries:
            written = normal_pattern(pattern)
            if not written.strip("* "):
                continue
            if "*" not in written and " " not in written:
                self._plain.setdefault(written, entry)
                continue
            parts.append(f"({_expression(written)})")
            self._starred.append(entry)
        self._pattern = re.compile(rf"(?<!\S)(?:{'|'.join(parts)})(?!\S)") if parts else None

    def __bool__(self) -> bool:
        return bool(self._plain or self._starred)

    def find(self, form: Form) -> Iterator[Found]:
        if not self._plain.keys().isdisjoint(form.tokens):
            at = 0
            for word in form.words:
                entry = self._plain.get(word.text)
                if entry is not None and entry.innocent.isdisjoint(form.tokens):
                    yield Found(entry, at, at + len(word.text))
                at += len(word.text) + 1
        if self._pattern is None:
            return
        for match in self._pattern.finditer(form.text):
            entry = self._starred[(match.lastindex or 1) - 1]
            if entry.innocent.isdisjoint(form.tokens):
                yield Found(entry, match.start(), match.end())


def normal_pattern(pattern: str) -> str:
    """A pattern as the words it is compared with are written: folded, one space between words."""
    folded, _ = fold(pattern[:200])
    words = re.findall(r"[^\W_*]+(?:'[^\W_*]+)*|\*|\s+", folded)
    return " ".join("".join(words).replace("'", "").split())


def _expression(written: str) -> str:
    return STAR.join(re.escape(part).replace(r"\ ", " ") for part in re.split(r"\*+", written))


def read_list(name: str) -> WordList:
    """A list that comes with the house; the format stands in the head of each file."""
    return WordList(_entries(name))


def read_groups(name: str) -> dict[str, WordList]:
    """The same, with a list for each group: a word may stand in several."""
    groups: dict[str, list[tuple[str, Entry]]] = {}
    for pattern, entry in _entries(name):
        groups.setdefault(entry.name, []).append((pattern, entry))
    return {group: WordList(entries) for group, entries in groups.items()}


def _entries(name: str) -> Iterator[tuple[str, Entry]]:
    group, weight = "", 0.0
    for line in lines_of(name):
        if (head := GROUP.fullmatch(line)) is not None:
            group, weight = head["name"], float(head["weight"])
            continue
        pattern, _, innocent = line.partition("!")
        yield pattern.strip(), Entry(group, weight, frozenset(innocent.split()))


@lru_cache(maxsize=256)
def word_list(patterns: tuple[str, ...]) -> WordList:
    """A list that somebody made; the same one is built once."""
    return WordList((pattern, Entry(pattern, 1.0)) for pattern in patterns)


def plain_words(text: str) -> list[str]:
    return WORD.findall(fold(text)[0])
