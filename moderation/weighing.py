"""How urgent a case is: a pure function of what was said, by whom, and how sure they can be.

Each category has a severity, what it costs people if nobody looks. Each witness (a machine with its confidence, a person with
their trust) may be wrong; the belief in a category is the chance that not all of its witnesses are. A case weighs as much as
its heaviest category, severity times belief:

    one newcomer says harassment          60 × 0.2          = 12   normal
    two whom the house trusts say so      60 × (1 − 0.5²)   = 45   high
    nine newcomers say so                 60 × (1 − 0.8⁹)   = 52   urgent
    a machine is 95 % sure of a threat    95 × 0.95         = 90   urgent
    however many call it spam             28 × 1            = 28   normal

So numbers count, but a crowd cannot make a nuisance into an emergency, and whoever has been right before is heard sooner.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from moderation.models import Priority, TrustLevel

SEVERITY: Mapping[str, int] = {
    "threat": 95,
    "self_harm": 95,
    "sexual": 85,
    "slur": 80,
    "private_data": 80,
    "harassment": 60,
    "inappropriate_content": 50,
    "spam": 28,
    "copyright": 30,
    "insult": 30,
    "other": 25,
    "blocked_word": 20,
    "link": 20,
    "innuendo": 15,
    "profanity": 15,
    "flood": 10,
}
# What nobody has put a severity on is looked at like "other".
UNKNOWN = SEVERITY["other"]

# How likely a report is right, by how much the house relies on who made it.
BELIEF: Mapping[int, float] = {
    TrustLevel.NEW: 0.2,
    TrustLevel.KNOWN: 0.3,
    TrustLevel.TRUSTED: 0.5,
    TrustLevel.PILLAR: 0.7,
}

LEAST_WEIGHT: Mapping[Priority, float] = {Priority.URGENT: 50, Priority.HIGH: 30, Priority.NORMAL: 12}
TIME_TO_DECIDE: Mapping[Priority, timedelta] = {
    Priority.URGENT: timedelta(minutes=30),
    Priority.HIGH: timedelta(hours=4),
    Priority.NORMAL: timedelta(hours=24),
    Priority.LOW: timedelta(hours=72),
}


@dataclass(frozen=True, kw_only=True)
class Witness:
    """Somebody, or something, that says what is wrong; `belief` is how likely they are right, 0 to 1."""

    category: str
    belief: float


@dataclass(frozen=True, kw_only=True)
class Weight:
    amount: float
    category: str

    @property
    def priority(self) -> Priority:
        return next((level for level, least in LEAST_WEIGHT.items() if self.amount >= least), Priority.LOW)


def believed(*, category: str, trust: int) -> Witness:
    """A report by somebody of this trust level."""
    return Witness(category=category, belief=BELIEF[trust])


def weigh(witnesses: Iterable[Witness]) -> Weight:
    """What the heaviest category weighs. Raises ValueError without a witness: nobody opens a case about nothing."""
    all_wrong: dict[str, float] = defaultdict(lambda: 1.0)
    for witness in witnesses:
        all_wrong[witness.category] *= 1 - witness.belief
    # Rounded, so that what is written in the table above is where the lines are drawn.
    weights = [
        Weight(amount=round(severity_of(category) * (1 - wrong), 1), category=category)
        for category, wrong in all_wrong.items()
    ]
    if not weights:
        raise ValueError("A case is about something, and nothing was said.")
    return max(weights, key=lambda weight: (weight.amount, weight.category))


def severity_of(category: str) -> int:
    return SEVERITY.get(category, UNKNOWN)
