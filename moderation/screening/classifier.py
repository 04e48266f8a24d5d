"""A small model that has read the labelled lines. It guesses, so it ranks and may hold, and never turns a line away.

Logistic regression over hashed words, pairs of words and letter groups; `python -m benchmarks.screening.train` makes its file.
"""

from __future__ import annotations

import json
import math
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from zlib import crc32

from django.utils.translation import gettext_lazy as _

from moderation.screening.data import FOLDER
from moderation.screening.lists import WordList, read_groups
from moderation.screening.reading import Reading
from moderation.screening.signals import Scene, Signal
from moderation.screening.vocabulary import NEVER, Category

FILE = FOLDER / "classifier.model"
FINE = "fine"
CLASSES = (FINE, *(category.value for category in NEVER))
BUCKETS = 1 << 14
# Weights are kept as whole numbers of this size.
STEP = 1 / 16
# How many bits of a packed number belong to one class, and what stands there for a weight of nothing.
FIELD, ZERO = 24, 128
# A longer line says nothing more to a model that has only read short ones.
WORDS_READ = 80
# Fewer features than this are hardly evidence; fewer words than that are none.
FEW = 30
WORDS_NEEDED = 3
LINK_WORDS = frozenset(
    [
        "http",
        "https",
        "www",
        "com",
        "net",
        "org",
        "gg",
        "de",
        "ru",
        "xyz",
        "io",
        "tv",
        "biz",
        "info",
        "shop",
        "me",
        "ly",
        "uk",
        "dot",
        "punkt",
    ]
)
SOUNDS_LIKE = _("Sounds like lines that were turned away before.")
# Where the model begins to say something, and how much its word may weigh. By cross-validation over the learning lines, one
# fine line in thirty is held for its word alone.
UNSURE = 0.6
LEAST, MOST = 0.3, 0.63


def words_of(reading: Reading) -> str:
    """What the model reads of a line. Links and numbers are the rules' business: it would only learn that they are there."""
    return " ".join(
        word for word in reading.forms[-1].text.split(" ") if word not in LINK_WORDS and not word.isdecimal()
    )


def features(text: str) -> Iterator[int]:
    """The buckets of a text: of its words, its pairs of words and the groups of letters in them."""
    words = [word[:24] for word in text.split(" ")[:WORDS_READ]]
    before = "^"
    for word in words:
        yield crc32(word.encode()) & (BUCKETS - 1)
        yield crc32(f"{before} {word}".encode()) & (BUCKETS - 1)
        before = word
        framed = f"<{word}>"
        for at in range(len(framed) - 3):
            yield crc32(framed[at : at + 4].encode()) & (BUCKETS - 1)


def weight_of_one(number: int) -> float:
    """How much one of so many features counts. A line of two words that nobody ever saw says little."""
    return 1 / math.sqrt(number + FEW)


@dataclass(frozen=True)
class Model:
    version: str
    bias: tuple[float, ...]
    # Of each bucket the weights for all classes side by side in one number, so that summing them is one addition.
    packed: tuple[int, ...]

    @classmethod
    def load(cls, path: Path = FILE) -> Model:
        head, _, body = path.read_bytes().partition(b"\n")
        facts = json.loads(head)
        if tuple(facts["classes"]) != CLASSES or len(body) != BUCKETS * len(CLASSES):
            raise ValueError(f"{path} was made for another version of the classifier.")
        weights = array("b", body)
        rows = (weights[at : at + len(CLASSES)] for at in range(0, len(weights), len(CLASSES)))
        return cls(facts["version"], tuple(facts["bias"]), tuple(map(_packed, rows)))

    def chances(self, text: str) -> dict[str, float]:
        """How likely a text belongs to each class."""
        buckets = set(features(text))
        number = len(buckets)
        total = sum(map(self.packed.__getitem__, buckets))
        sums = [(total >> FIELD * place & (1 << FIELD) - 1) - ZERO * number for place in range(len(CLASSES))]
        scale = STEP * weight_of_one(number)
        scores = [bias + value * scale for bias, value in zip(self.bias, sums, strict=True)]
        highest = max(scores)
        powers = [math.exp(score - highest) for score in scores]
        return {name: power / sum(powers) for name, power in zip(CLASSES, powers, strict=True)}


def _packed(weights: array[int]) -> int:
    return sum(weight + ZERO << FIELD * place for place, weight in enumerate(weights))


class Classifier:
    """The model as an engine; its file is read when the first line comes."""

    @cached_property
    def _model(self) -> Model:
        return Model.load()

    @property
    def version(self) -> str:
        return f"lines-{self._model.version}"

    @cached_property
    def _cues_of(self) -> dict[str, WordList]:
        return read_groups("cues.txt")

    def _cues(self, reading: Reading, category: Category) -> Iterator[Signal]:
        """A word that fits the guess lends it weight; without a guess it would say nothing."""
        form = reading.forms[-1]
        for found in islice(self._cues_of[category].find(form), 1):
            place = form.place_of(found.start, found.end)
            yield Signal(category, "classifier.cue", SOUNDS_LIKE, found.entry.weight, *place, guess=True)

    def signals(self, reading: Reading, scene: Scene) -> Iterator[Signal]:
        text = words_of(reading)
        if text.count(" ") + 1 < WORDS_NEEDED:
            return
        chances = self._model.chances(text)
        name = max(NEVER, key=lambda category: chances[category])
        # Against fine lines alone: of words that it never read, the model thinks the same of every class.
        likeness = chances[name] / (chances[name] + chances[FINE])
        if likeness < UNSURE:
            return
        yield from self._cues(reading, Category(name))
        weight = LEAST + (MOST - LEAST) * (likeness - UNSURE) / (1 - UNSURE)
        yield Signal(Category(name), "classifier", SOUNDS_LIKE, weight, 0, len(reading.original), guess=True)
