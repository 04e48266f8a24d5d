"""One letter at a time: what somebody typed, as the plain letter that a reader takes it for."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from moderation.screening.data import lines_of

# Alphabets that emoji spell with: 🅐, 🅰 and the pairs of letters that make flags.
ENCLOSED = (0x1F150, 0x1F170, 0x1F1E6)
CAPITAL_I = re.compile(r"(?<=[a-z])I(?=[a-zI\W]|$)|(?<=[a-z]I)I")
APOSTROPHES = dict.fromkeys("’‘ʼ´`′＇", "'")


@lru_cache(maxsize=1)
def _lookalikes() -> dict[str, str]:
    table = dict(APOSTROPHES)
    for line in lines_of("confusables.txt"):
        plain, others = line.split(" ", 1)
        table |= dict.fromkeys(others, plain) | dict.fromkeys(others.lower(), plain)
    return table


@lru_cache(maxsize=8192)
def fold_letter(letter: str) -> str:
    """Lower case, without marks, in Latin; nothing for what nobody sees."""
    code = ord(letter)
    for first in ENCLOSED:
        if first <= code < first + 26:
            return chr(ord("a") + code - first)
    table = _lookalikes()
    folded = ""
    for part in unicodedata.normalize("NFKD", letter).casefold():
        plain = table.get(part, part)
        kind = unicodedata.category(plain)
        if kind[0] == "M" or kind in {"Cf", "Cs", "Co", "Cn"} or plain in "\u115f\u1160\u3164\uffa0\u2800\u00ad":
            continue
        folded += " " if kind[0] == "Z" or kind == "Cc" else unicodedata.normalize("NFKD", plain)
    return folded


def fold(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its letters the place in `text` where it came from."""
    # A capital i within small letters is meant to be read as an l: kiII.
    text = CAPITAL_I.sub("l", text)
    if text.isascii():
        return text.lower(), list(range(len(text)))
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for part in letter.lower() if letter.isascii() else fold_letter(letter):
            letters.append(part)
            places.append(place)
    return "".join(letters), places
