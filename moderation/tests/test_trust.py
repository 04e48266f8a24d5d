"""Trust follows from what somebody did, and can be explained."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User, UserStats
from accounts.tests.cast import person
from accounts.tests.ensemble import a_creator
from moderation.models import TrustLevel
from moderation.selectors.trust import assessment_of, facts_of, trust_levels, trust_of
from moderation.services.sanctions import lift
from moderation.tests.guardhouse import Kind, a_captain, sanctioned
from moderation.trust import Facts, assess

KNOWN = Facts(days_here=3, has_verified_email=True, messages=10)
TRUSTED = Facts(days_here=30, has_verified_email=True, messages=100)
PILLAR = Facts(days_here=180, has_verified_email=True, streams_watched=50, reports_upheld=5, reports_dismissed=2)


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        (Facts(), TrustLevel.NEW),
        (KNOWN, TrustLevel.KNOWN),
        (TRUSTED, TrustLevel.TRUSTED),
        (PILLAR, TrustLevel.PILLAR),
        (Facts(days_here=999, messages=9999), TrustLevel.NEW),
        (
            Facts(days_here=999, has_verified_email=True, messages=9999, is_sanctioned=True, days_clean=5),
            TrustLevel.NEW,
        ),
        (Facts(days_here=999, has_verified_email=True, messages=9999, days_clean=89), TrustLevel.KNOWN),
        (Facts(days_here=999, has_verified_email=True, messages=9999, days_clean=90), TrustLevel.TRUSTED),
        (
            Facts(days_here=999, has_verified_email=True, messages=9999, reports_upheld=50, reports_dismissed=50),
            TrustLevel.TRUSTED,
        ),
    ],
)
def test_a_level_follows_from_facts(facts: Facts, level: TrustLevel):
    assert assess(facts).level == level


def test_what_the_next_level_asks_for_is_said():
    said = assess(KNOWN)
    assert said.next_level == TrustLevel.TRUSTED
    assert [(str(wanted.words), wanted.is_met) for wanted in said.wanted] == [
        ("30 days here", False),
        ("100 messages, or 20 shows watched", False),
        ("90 days without a sanction", True),
    ]
    assert assess(PILLAR).next_level is None


def a_regular(name: str = "dora", days: int = 40, messages: int = 200) -> User:
    somebody = person(name)
    User.objects.filter(pk=somebody.pk).update(created_at=timezone.now() - timedelta(days=days))
    UserStats.objects.filter(user=somebody).update(messages_sent=messages)
    return somebody


@pytest.mark.django_db
def test_a_sanction_costs_trust_and_lifting_it_gives_it_back():
    dora = a_regular()
    assert trust_of(dora.pk) == TrustLevel.TRUSTED
    row = sanctioned(dora, Kind.MUTE)
    assert trust_of(dora.pk) == TrustLevel.NEW
    lift(sanction=row, by=row.issued_by, reason="A mistake.")
    assert trust_of(dora.pk) == TrustLevel.TRUSTED


@pytest.mark.django_db
def test_a_warning_or_a_quarrel_in_a_channel_costs_none():
    dora, rita = a_regular(), a_creator("rita")
    sanctioned(dora, Kind.WARNING)
    sanctioned(dora, Kind.BAN, by=rita.user, channel=rita)
    assert assessment_of(dora.pk).level == TrustLevel.TRUSTED


@pytest.mark.django_db
def test_many_cost_as_much_as_one(django_assert_num_queries):
    people = [a_regular(f"regular{number}").pk for number in range(5)]
    with django_assert_num_queries(3):
        assert set(trust_levels(people).values()) == {TrustLevel.TRUSTED}
    with django_assert_num_queries(0):
        assert trust_levels([]) == {}
    assert facts_of([]) == {}


@pytest.mark.django_db(transaction=True)
def test_a_copy_is_kept_until_a_sanction_changes_it(django_assert_num_queries):
    dora, captain = a_regular(), a_captain()
    assert trust_of(dora.pk) == TrustLevel.TRUSTED
    with django_assert_num_queries(0):
        trust_of(dora.pk)
    sanctioned(dora, Kind.MUTE, by=captain)
    assert trust_of(dora.pk) == TrustLevel.NEW
