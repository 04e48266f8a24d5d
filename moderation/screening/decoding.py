"""From letters that dodge a list to the words that are meant: leet, masks, spread and stretched letters.

A word is only ever changed into one that is known. What cannot be read so stays as it stands, so that a score of 3:0 is no
word and a name with a digit stays a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from moderation.screening.lexicon import known_words, telling_words

Piece = tuple[str, int, int]

CHUNK = re.compile(r"\S+")
LETTERS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
INNER = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
OUTSIDE = "\"'“”„«»()[]{}<>.,;:?!…~#&%_-=/\\^*"
STRETCHED = re.compile(r"(.)\1{2,}")
TWINS = re.compile(r"(?:([^\W\d_])\1)+")
# One letter at a time, with anything but letters in between: k.y.s, d-i-e.
SPREAD = re.compile(r"[^\W_](?:[\W_]+[^\W_]){1,39}")
MASKED = re.compile(r"[a-z][a-z0-9!@$*#%]*[*#%][a-z0-9!@$*#%]*")
# Where only the first letter shows, what everybody reads.
MOSTLY_MASKED = {
    ("f", 4): "fuck",
    ("s", 4): "shit",
    ("c", 4): "cunt",
    ("b", 5): "bitch",
    ("n", 5): "nigga",
    ("n", 6): "nigger",
}

# What a sign may stand for, likeliest first.
SIGNS = {
    "0": "o",
    "1": "il",
    "2": "z",
    "3": "e",
    "4": "a",
    "5": "s",
    "6": "gb",
    "7": "t",
    "8": "b",
    "9": "g",
    "@": "a",
    "$": "s",
    "!": "i",
    "|": "il",
    "+": "t",
    "€": "e",
    "¢": "c",
    "£": "l",
    "(": "c",
    "¥": "y",
    "§": "s",
    "×": "x",
    "¡": "i",
    "°": "o",
    "¤": "o",
    "#": "h",
    "%": "x",
}
DRAWN = (
    ("|\\/|", "m"),
    ("\\/\\/", "w"),
    ("|\\|", "n"),
    ("|_|", "u"),
    ("|<", "k"),
    ("|)", "d"),
    ("\\/", "v"),
    ("/\\", "a"),
    ("()", "o"),
)
MASKS = "*#%"
SWEARING = frozenset(
    {"fuck", "fucking", "fucker", "shit", "bitch", "ass", "asshole", "dick", "cunt", "bastard", "damn", "crap"}
)
# What passes for an I, where one of these follows.
STROKES = frozenset("1l|")
AFTER_I = frozenset(
    [
        "will",
        "know",
        "hope",
        "want",
        "am",
        "m",
        "ll",
        "swear",
        "would",
        "find",
        "gonna",
        "have",
        "wish",
        "can",
        "kill",
        "see",
        "saw",
    ]
)
GUESSES = 64
LONGEST_WORD = 40


def decode(folded: str) -> list[Piece]:
    """The words that are meant, each with where it stands in the folded text."""
    pieces: list[Piece] = []
    for chunk in CHUNK.finditer(folded):
        pieces.extend(_read_chunk(chunk[0], chunk.start()))
    return _join_halves(_join_letters(_with_selves(pieces)))


def _with_selves(pieces: list[Piece]) -> list[Piece]:
    """`1 will`, `l know`: somebody who says I."""
    return [
        ("i", start, end) if text in STROKES and place + 1 < len(pieces) and pieces[place + 1][0] in AFTER_I else piece
        for place, piece in enumerate(pieces)
        for text, start, end in [piece]
    ]


def decode_loosely(folded: str) -> list[Piece]:
    """Every sign as its likeliest letter, whether a known word comes of it or not: for words that somebody else has listed."""
    pieces: list[Piece] = []
    for chunk in CHUNK.finditer(folded):
        bare = chunk[0].strip(OUTSIDE)
        start = chunk.start() + chunk[0].find(bare) if bare else chunk.start()
        letters = "".join(SIGNS.get(sign, sign)[0] for sign in bare)
        for inner in INNER.finditer(
            letters if not SPREAD.fullmatch(bare) else letters.replace(".", "").replace("-", "")
        ):
            word = STRETCHED.sub(r"\1", inner[0].replace("'", ""))
            pieces.append((word, start, start + len(bare)))
    return _join_letters(pieces)


def _read_chunk(chunk: str, at: int) -> Iterator[Piece]:
    if LETTERS.fullmatch(chunk):
        yield _unstretched(chunk.replace("'", "")), at, at + len(chunk)
        return
    bare = chunk.strip(OUTSIDE)
    if LETTERS.fullmatch(bare) and "*" not in chunk:
        start = at + chunk.index(bare)
        yield _unstretched(bare.replace("'", "")), start, start + len(bare)
        return
    whole = _read_signs(chunk, bare)
    if whole is not None:
        for word in whole.split():
            yield word, at, at + len(chunk)
        return
    for inner in INNER.finditer(chunk):
        word = inner[0]
        meant = _unstretched(word.replace("'", "")) if word.isalpha() else _leet(word) or word.replace("'", "")
        yield meant, at + inner.start(), at + inner.end()


def _read_signs(chunk: str, bare: str) -> str | None:
    """A chunk with signs in it as one known word, or None."""
    if not bare or len(bare) > LONGEST_WORD:
        return None
    masked = _unmasked(chunk.strip("\"'“”„()[]{}<>.,;:?!…")) if "*" in chunk or "#" in chunk or "%" in chunk else None
    if masked is not None:
        return masked
    for candidate in dict.fromkeys((chunk.rstrip("\"'“”.,;:?…)"), bare, chunk)):
        read = _leet(candidate)
        if read is not None:
            return read
    if SPREAD.fullmatch(bare):
        return segment("".join(letter for letter in bare if letter.isalnum()))
    joined = "".join(letter for letter in bare if letter.isalnum())
    if joined != bare and len(joined) < LONGEST_WORD:
        read = _unstretched(joined) if joined.isalpha() else _leet(joined)
        if read in telling_words():
            return read
    return None


def _leet(word: str) -> str | None:
    """With every sign as the letter it stands for, if that makes a known word."""
    for drawn, letter in DRAWN:
        word = word.replace(drawn, letter)
    if not word or len(word) > LONGEST_WORD or word.isalpha() or word.isdecimal():
        return _known(word) if word.isalpha() else None
    choices = [SIGNS.get(letter, letter) for letter in word]
    number = 1
    for choice in choices:
        number *= len(choice)
    if number > GUESSES:
        choices = [choice[0] for choice in choices]
    for guess in product(*choices):
        meant = _known("".join(guess))
        if meant is not None:
            return meant
    return None


def _known(word: str) -> str | None:
    if not word.isalpha():
        return None
    known = known_words()
    if word in known:
        return word
    for candidate in (_unstretched(word), word.replace("ph", "f"), word.replace("vv", "w"), _singular(word)):
        if candidate != word and candidate in known:
            return candidate
    return None


def _singular(word: str) -> str:
    return word[:-1] + "s" if word.endswith("z") else word.rstrip("s")


def _unstretched(word: str) -> str:
    """Three or more of a letter as one or two of it, whichever makes a known word."""
    if STRETCHED.search(word) is None:
        if len(word) > 5 and TWINS.fullmatch(word) and (halved := word[::2]) in telling_words():
            return halved
        return word
    known = known_words()
    runs = [(match[0][0], len(match[0])) for match in re.finditer(r"(.)\1*", word[:LONGEST_WORD])]
    choices = [(letter * 2, letter) if length > 2 else (letter * length,) for letter, length in runs]
    if 2 ** sum(length > 2 for _, length in runs) <= GUESSES:
        for guess in product(*choices):
            if (meant := "".join(guess)) in known:
                return meant
    short = "".join(letter for letter, _ in runs)
    return short if short in known else "".join(letter * min(length, 2) for letter, length in runs)


def _unmasked(chunk: str) -> str | None:
    """k*ll, n*****, f#ck: the known word that fits where some letters do not show. The mildest one, if several do."""
    if not MASKED.fullmatch(chunk):
        return None
    shown = sum(letter not in MASKS for letter in chunk)
    if shown == 1:
        return MOSTLY_MASKED.get((chunk[0], len(chunk)))
    letters = [SIGNS.get(sign, sign)[0] for sign in chunk]
    for gap in ("[a-z]", "[a-z]{0,3}")[: 1 if shown < 3 else 2]:
        pattern = re.compile(
            "".join(gap if sign in MASKS else letter for sign, letter in zip(chunk, letters, strict=True))
        )
        fitting = [word for word in telling_words() if pattern.fullmatch(word)]
        if fitting:
            return min(fitting, key=lambda word: (word not in SWEARING, len(word), word))
    return None


def _join_letters(pieces: list[Piece]) -> list[Piece]:
    """Three or more single letters in a row, as the words that they spell."""
    joined: list[Piece] = []
    row: list[Piece] = []
    for piece in [*pieces, ("", 0, 0)]:
        if len(piece[0]) == 1 and len(row) < LONGEST_WORD:
            row.append(piece)
            continue
        if len(row) >= 3 and sum(text.isalpha() for text, _, _ in row) * 2 > len(row):
            letters = "".join(SIGNS.get(text, text)[0] for text, _, _ in row)
            joined.extend((word, row[0][1], row[-1][2]) for word in segment(letters).split())
        else:
            joined.extend(row)
        row = []
        if piece[0]:
            joined.append(piece)
    return joined


def _join_halves(pieces: list[Piece]) -> list[Piece]:
    """`ki ll`, `yours elf`: neighbours that make a telling word, where the parts by themselves are none."""
    if len(pieces) < 2:
        return pieces
    telling, known = telling_words(), known_words()
    joined: list[Piece] = []
    at = 0
    while at < len(pieces):
        for width in (3, 2):
            group = pieces[at : at + width]
            texts = [text for text, _, _ in group]
            if len(group) == width and _belong_together(texts, telling, known):
                joined.append(("".join(texts), group[0][1], group[-1][2]))
                at += width
                break
        else:
            joined.append(pieces[at])
            at += 1
    return joined


def _belong_together(texts: list[str], telling: frozenset[str], known: frozenset[str]) -> bool:
    word = "".join(texts)
    if len(word) > LONGEST_WORD or word not in telling:
        return False
    return any(text not in known for text in texts)


def segment(letters: str) -> str:
    """Letters without spaces as the fewest known words that they make; unchanged if they make none."""
    known = known_words()
    best: list[tuple[int, str] | None] = [(0, "")] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - 14), end):
            before = best[start]
            word = letters[start:end]
            if before is None or word not in known:
                continue
            if best[end] is None or before[0] + 1 < best[end][0]:  # type: ignore[index]
                best[end] = (before[0] + 1, f"{before[1]} {word}".strip())
    found = best[-1]
    return found[1] if found is not None else letters
