"""`python -m benchmarks.screening.train`: makes the classifier's file from the lines that screening may learn from.

The same lines make the same file, byte for byte; the lines that are held out are never looked at.
"""

from __future__ import annotations

import hashlib
import json
import math
import random
from collections.abc import Sequence

from benchmarks.screening.lines import Line, lines_of
from moderation.screening.classifier import BUCKETS, CLASSES, FILE, FINE, STEP, features, weight_of_one, words_of
from moderation.screening.reading import Reading

ROUNDS = 30
RATE = 0.5
SHRINK = 1e-4
SEED = 20

Example = tuple[list[int], int]


def main() -> None:
    lines = [line for line in lines_of("learning") if line.label != "borderline"]
    bias, weights = fit([example(line) for line in lines])
    told = hashlib.sha256("\n".join(line.text for line in lines).encode()).hexdigest()[:8]
    head = json.dumps({"version": told, "classes": CLASSES, "bias": [round(value, 3) for value in bias]})
    body = bytes(_small(value) & 0xFF for row in weights for value in row)
    FILE.write_bytes(head.encode() + b"\n" + body)
    print(f"{len(lines)} lines, version {told}, {FILE.stat().st_size:,} bytes in {FILE}")


def example(line: Line) -> Example:
    label = line.category if line.label == "violation" and line.category in CLASSES else FINE
    return sorted(set(features(words_of(Reading(line.text))))), CLASSES.index(label or FINE)


def fit(examples: Sequence[Example]) -> tuple[list[float], list[list[float]]]:
    """Softmax regression by AdaGrad, in an order that is always the same. Rare classes weigh as much as common ones."""
    order = list(examples)
    shuffle = random.Random(SEED)
    width = len(CLASSES)
    share = [len(order) / (width * max(1, sum(label == place for _, label in order))) for place in range(width)]
    bias, weights = [0.0] * width, [[0.0] * width for _ in range(BUCKETS)]
    seen = [[1e-6] * width for _ in range(BUCKETS)]
    for _ in range(ROUNDS):
        shuffle.shuffle(order)
        for buckets, label in order:
            scale = weight_of_one(len(buckets))
            scores = [bias[place] + scale * sum(weights[bucket][place] for bucket in buckets) for place in range(width)]
            highest = max(scores)
            powers = [math.exp(score - highest) for score in scores]
            total = sum(powers)
            for place in range(width):
                slope = (powers[place] / total - (place == label)) * math.sqrt(share[label])
                bias[place] -= 0.02 * slope
                for bucket in buckets:
                    steep = slope * scale + SHRINK * weights[bucket][place]
                    seen[bucket][place] += steep * steep
                    weights[bucket][place] -= RATE * steep / math.sqrt(seen[bucket][place])
    return bias, weights


def _small(value: float) -> int:
    return max(-127, min(127, round(value / STEP)))


if __name__ == "__main__":
    main()
