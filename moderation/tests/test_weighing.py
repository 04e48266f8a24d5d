import pytest

from moderation.models import Priority, Report, TrustLevel
from moderation.screening.vocabulary import Category
from moderation.weighing import BELIEF, SEVERITY, TIME_TO_DECIDE, Witness, believed, weigh


def say(category: str, *trust: TrustLevel):
    return weigh(believed(category=category, trust=level) for level in trust)


@pytest.mark.parametrize(
    ("weight", "amount", "priority"),
    [
        (say("harassment", TrustLevel.NEW), 12, Priority.NORMAL),
        (say("harassment", TrustLevel.TRUSTED, TrustLevel.TRUSTED), 45, Priority.HIGH),
        (say("harassment", *[TrustLevel.NEW] * 8), 49.9, Priority.HIGH),
        (say("harassment", *[TrustLevel.NEW] * 9), 51.9, Priority.URGENT),
        (weigh([Witness(category="threat", belief=0.95)]), 90.2, Priority.URGENT),
        (say("spam", *[TrustLevel.PILLAR] * 100), 28, Priority.NORMAL),
        (say("other", TrustLevel.NEW), 5, Priority.LOW),
    ],
)
def test_the_table_in_the_explanation_is_true(weight, amount, priority):
    assert (weight.amount, weight.priority) == (pytest.approx(amount, abs=0.06), priority)


def test_a_case_is_about_the_worst_that_is_believed_of_it():
    weight = weigh([Witness(category="spam", belief=0.9), Witness(category="threat", belief=0.4)])
    assert weight.category == "threat"


def test_whoever_was_right_before_is_heard_sooner():
    assert sorted(BELIEF.values()) == [BELIEF[level] for level in TrustLevel]


def test_everything_that_can_be_said_has_a_severity():
    assert {*Report.Type.values, *Category.values} <= set(SEVERITY)


def test_the_more_urgent_the_sooner():
    assert sorted(TIME_TO_DECIDE.values()) == [TIME_TO_DECIDE[level] for level in Priority]


def test_nobody_weighs_nothing():
    with pytest.raises(ValueError, match="nothing"):
        weigh([])
