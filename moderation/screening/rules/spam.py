"""Links and noise."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from moderation.screening.data import shape
from moderation.screening.vocabulary import Category

Shape = tuple[str, Category, float, int, int]

LINK = shape("link")
SPELLED = shape("spelled_link")
INVITE = shape("invite")
LETTER_RUN = re.compile(r"(\S)\1{11,}")
# Laughing, cheering and booing go on for as long as they like.
CRIES = tuple(
    map(
        frozenset,
        (
            "ha",
            "he",
            "hi",
            "ho",
            "ja",
            "hua",
            "xd",
            "kek",
            "lol",
            "lmfao",
            "rofl",
            "bo",
            "wo",
            "no",
            "yes",
            "go",
            "aw",
            "hm",
            "uh",
            "oh",
            "ks",
            "mua",
        ),
    )
)


def shapes(original: str, folded: str) -> Iterator[Shape]:
    """Links and noise, by their form. Places are in the folded text."""
    if "." in folded or ":" in folded or "dot" in folded or "punkt" in folded or "gg" in folded or "," in folded:
        for match in INVITE.finditer(folded):
            yield "spam.invite", Category.SPAM, 0.75, match.start(), match.end()
        for pattern in (LINK, SPELLED):
            for match in pattern.finditer(folded):
                yield "link", Category.LINK, 0.9, match.start(), match.end()
    yield from _noise(original, folded)


def leads_to(link: str, host: str) -> bool:
    """Whether a link goes to this host itself, not to one that merely begins like it."""
    bare = re.sub(r"^https?://(?:www\.)?", "", link.lower())
    return bare == host or bare.startswith((f"{host}/", f"{host}?", f"{host}#"))


def _noise(original: str, folded: str) -> Iterator[Shape]:
    end = len(folded)
    if end < 12:
        return
    laughing = (
        end < 120
        and len(set(folded)) > 1
        and all(any(cry.issuperset(word) for cry in CRIES) for word in re.findall(r"[^\W_]+", folded))
    )
    letters = sum(letter.isalpha() for letter in original)
    if not laughing:
        run = max((match.end() - match.start() for match in LETTER_RUN.finditer(folded)), default=0)
        if run:
            yield "flood.letters", Category.FLOOD, min(0.95, 0.3 + run / 50), 0, end
    signs = sum(
        ord(letter) > 0x2190 and not letter.isalpha() and not "\ufe00" <= letter <= "\ufe0f" for letter in original
    )
    if signs >= 8 and signs * 3 > len(original.split()):
        yield "flood.signs", Category.FLOOD, min(0.95, 0.2 + signs / 40), 0, end
    shouted = sum(letter.isupper() for letter in original)
    if letters >= 30 and shouted > letters * 0.8 and not laughing:
        yield "flood.capitals", Category.FLOOD, min(0.85, 0.3 + letters / 400), 0, end
    words = [word for word in folded.split() if any(letter.isalnum() for letter in word)]
    yield from _repeats(words, end, laughing=laughing)


def _repeats(words: list[str], end: int, *, laughing: bool) -> Iterator[Shape]:
    """The same words, or the same sentence, over and over."""
    if len(words) < 6 or laughing:
        return
    word, count = Counter(words).most_common(1)[0]
    if count >= 6 and count > len(words) * 0.6 and len(word) > 1:
        yield "flood.words", Category.FLOOD, min(0.95, 0.45 + count / 40), 0, end
    for size in (2, 3, 4, 5, 6, 8):
        if len(words) < size * 3:
            break
        first = words[:size]
        repeats = sum(words[at : at + size] == first for at in range(0, len(words) - size + 1, size))
        if repeats >= 3 and repeats * size >= len(words) - size and len(set(first)) > 1:
            yield "spam.repeat", Category.SPAM, min(0.9, 0.5 + repeats / 15), 0, end
            return
