"""Which words decoding may read out of disguised letters."""

from __future__ import annotations

import re
from functools import lru_cache

from moderation.screening.data import lines_of

LISTS = ("slurs.txt", "insults.txt", "profanity.txt", "innuendo.txt")
PLAIN = re.compile(r"[a-z]{2,}")


@lru_cache(maxsize=1)
def known_words() -> frozenset[str]:
    """Everything that a rule or a list has a use for, and the plain words around it."""
    plain = frozenset(word for line in lines_of("lexicon.txt") for word in line.split())
    return plain | telling_words()


@lru_cache(maxsize=1)
def telling_words() -> frozenset[str]:
    """Words that say something by themselves, so that finding one in disguise is no accident."""
    told = {word for line in lines_of("telling.txt") for word in line.split()}
    for name in LISTS:
        for line in lines_of(name):
            if not line.startswith("["):
                told |= set(PLAIN.findall(line.partition("!")[0].replace("*", "")))
    return frozenset(told)
