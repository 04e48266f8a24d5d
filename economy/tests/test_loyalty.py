from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connections, transaction
from django.db.utils import ProgrammingError

from accounts.tests.cast import person
from economy.errors import InvalidAmount
from economy.loyalty_rules import earning_rules, register_rule, unregister_rule
from economy.models import LedgerTransfer, PointAward
from economy.selectors.loyalty import earned_today
from economy.services.loyalty import Deed, award, award_many
from economy.tests.shelf import points_of
from roastlive.lib.rls import acting_as, acting_as_house

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def rules():
    register_rule(name="test.watching", label="Watching", note="", points=2, cap=10)
    register_rule(name="test.chatting", label="Chatting", note="", points=1, cap=100, cooldown=timedelta(minutes=5))
    yield
    unregister_rule("test.watching")
    unregister_rule("test.chatting")


def awards():
    with acting_as_house():
        return list(PointAward.objects.order_by("id"))


def test_a_deed_is_worth_points_once():
    vera = person("vera")
    assert award(person_id=vera.pk, rule="test.watching", reference="stream:1") == 2
    assert award(person_id=vera.pk, rule="test.watching", reference="stream:1") == 0
    assert award(person_id=vera.pk, rule="test.watching", reference="stream:2") == 2
    assert points_of(vera) == 4
    assert len(awards()) == 2


def test_the_same_deed_of_two_people_counts_for_each():
    vera, emil = person("vera"), person("emil")
    deeds = [Deed(person_id=one.pk, rule="test.watching", reference="stream:1") for one in (vera, emil, vera)]
    assert award_many(deeds) == [2, 2, 0]
    assert (points_of(vera), points_of(emil)) == (2, 2)


def test_a_day_counts_up_to_its_cap_to_the_point():
    vera = person("vera")
    assert award(person_id=vera.pk, rule="test.watching", reference="a", times=4) == 8
    assert award(person_id=vera.pk, rule="test.watching", reference="b", times=4) == 2
    assert award(person_id=vera.pk, rule="test.watching", reference="c") == 0
    assert points_of(vera) == 10


def test_the_cap_is_counted_on_the_day_of_the_deed():
    vera = person("vera")
    for day in (NOON, NOON, NOON + timedelta(days=1), NOON):
        reference = f"{day}{len(awards())}"
        award(person_id=vera.pk, rule="test.watching", reference=reference, times=5, done_at=day)
    assert points_of(vera) == 20
    assert sorted(str(row.day) for row in awards()) == ["2026-05-04", "2026-05-05"]


def test_what_comes_too_soon_is_worth_nothing():
    vera = person("vera")
    with time_machine.travel(NOON, tick=False) as clock:
        worth = []
        for number in range(4):
            worth.append(award(person_id=vera.pk, rule="test.chatting", reference=str(number)))
            clock.shift(timedelta(minutes=3))
    assert worth == [1, 0, 1, 0]


def test_a_batch_knows_what_it_has_counted_itself():
    vera = person("vera")
    deeds = [Deed(person_id=vera.pk, rule="test.watching", reference=str(number)) for number in range(20)]
    assert award_many(deeds) == [2] * 5 + [0] * 15
    with acting_as_house():
        assert LedgerTransfer.objects.filter(kind="reward").count() == 1
        assert {row.transfer_id for row in awards()} == {LedgerTransfer.objects.get(kind="reward").pk}


def test_forty_people_cost_as_many_queries_as_one(django_assert_max_num_queries):
    people = [person(f"fan{number}") for number in range(40)]
    award_many([Deed(person_id=one.pk, rule="test.watching", reference="first") for one in people])
    with django_assert_max_num_queries(18):
        award_many([Deed(person_id=one.pk, rule="test.watching", reference="second") for one in people])


@pytest.mark.parametrize("times", [0, -1, True, 1.5, 10**13])
def test_what_is_no_number_of_times_is_refused_and_nothing_counts(times):
    vera = person("vera")
    deeds = [
        Deed(person_id=vera.pk, rule="test.watching", reference="a"),
        Deed(person_id=vera.pk, rule="test.watching", reference="b", times=times),
    ]
    with pytest.raises(InvalidAmount):
        award_many(deeds)
    assert (points_of(vera), awards()) == (0, [])


def test_nobody_to_award_is_no_mistake():
    assert award_many([]) == []


def test_a_rule_that_nobody_registered_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        award(person_id=person("vera").pk, rule="test.unknown", reference="a")


def test_a_rule_that_gives_more_than_its_cap_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="cap"):
        register_rule(name="test.wrong", label="", note="", points=5, cap=4)


def test_awards_are_shown_to_their_person_alone_and_never_changed():
    vera, emil = person("vera"), person("emil")
    award(person_id=vera.pk, rule="test.watching", reference="a")
    with acting_as(emil.pk):
        assert PointAward.objects.count() == 0
    with acting_as(vera.pk):
        assert PointAward.objects.count() == 1
    with pytest.raises(ProgrammingError), acting_as_house():
        PointAward.objects.update(points=1000)
    with pytest.raises(ProgrammingError), acting_as_house():
        PointAward.objects.all().delete()


def test_the_database_refuses_a_second_award_for_a_deed():
    vera = person("vera")
    award(person_id=vera.pk, rule="test.watching", reference="a")
    row = awards()[0]
    row.pk = None
    row._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic(), acting_as_house():
        PointAward.objects.bulk_create([row])


def test_today_stands_beside_every_rule():
    vera = person("vera")
    award(person_id=vera.pk, rule="test.watching", reference="a")
    award(person_id=vera.pk, rule="test.watching", reference="b", done_at=datetime.now(UTC) - timedelta(days=3))
    today = {earned.rule.name: earned.points for earned in earned_today(vera.pk)}
    assert set(today) == {rule.name for rule in earning_rules()}
    assert (today["test.watching"], today["test.chatting"]) == (2, 0)


def in_threads(number, work):
    def once(index):
        try:
            return work(index)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        return list(pool.map(once, range(number)))


@pytest.mark.django_db(transaction=True)
def test_the_cap_is_exact_when_everything_comes_at_once():
    vera = person("vera")
    worth = in_threads(40, lambda n: award(person_id=vera.pk, rule="test.watching", reference=f"stream:{n}"))
    assert (sum(worth), points_of(vera), len(awards())) == (10, 10, 5)


@pytest.mark.django_db(transaction=True)
def test_a_deed_that_is_told_twenty_times_at_once_counts_once():
    vera = person("vera")
    worth = in_threads(20, lambda _n: award(person_id=vera.pk, rule="test.watching", reference="stream:1"))
    assert (sorted(worth), points_of(vera)) == ([0] * 19 + [2], 2)


@pytest.mark.django_db(transaction=True)
def test_batches_that_overlap_in_opposite_order_do_not_wait_for_each_other_forever():
    people = [person(f"fan{number}") for number in range(12)]

    def tell(number):
        order = people if number % 2 else people[::-1]
        return award_many([Deed(person_id=one.pk, rule="test.watching", reference=f"r{number}") for one in order])

    in_threads(8, tell)
    assert [points_of(one) for one in people] == [10] * 12
