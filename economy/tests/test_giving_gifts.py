from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connections

from accounts.models import CreatorProfile, User, UserStats
from accounts.services.blocking import block
from accounts.tests.ensemble import a_creator, a_person
from economy.errors import (
    CannotGive,
    CannotGiveYourself,
    CreatorGone,
    GiftLocked,
    GiftTypeNotFound,
    InsufficientFunds,
    InvalidQuantity,
)
from economy.events import GiftGiven
from economy.models import Gift, GiftType, LedgerAccount
from economy.services import batching
from economy.tests.purse import a_key, earned, gift_from, house_fees, purse, somebody_with
from moderation.errors import Sanctioned
from moderation.models import UserSanction
from moderation.services.sanctions import sanction
from roastlive.lib.events import _receivers, receives
from roastlive.lib.idempotency import IdempotencyConflict
from roastlive.lib.rls import acting_as, acting_as_house

pytestmark = pytest.mark.django_db

NIGHT = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)


def rows() -> int:
    with acting_as_house():
        return Gift.objects.count()


def test_a_gift_moves_its_price_and_the_house_keeps_its_part():
    vera, rita = somebody_with(1000), a_creator("rita")
    given = gift_from(vera, rita, "airhorn", 3)
    assert (given.gift.price, given.gift.quantity, given.gift.total, given.gift.fee) == (25, 3, 75, 22)
    assert (purse(vera), earned(rita), house_fees()) == (925, 53, 22)
    assert given.balance == 925
    assert not given.replayed


def test_counters_follow():
    vera, rita = somebody_with(1000), a_creator("rita")
    gift_from(vera, rita, "airhorn", 3)
    assert UserStats.objects.get(user=vera).gifts_sent == 3
    assert CreatorProfile.objects.get(pk=rita.pk).total_earnings == 53


def test_a_price_that_changes_later_changes_nothing_that_was_given():
    vera, rita = somebody_with(1000), a_creator("rita")
    gift = gift_from(vera, rita, "airhorn").gift
    GiftType.objects.filter(slug="airhorn").update(price=400)
    with acting_as(vera.pk):
        assert Gift.objects.get(pk=gift.pk).price == 25
    assert gift_from(vera, rita, "airhorn").gift.price == 400


@pytest.mark.parametrize("quantity", [0, -1, 101, 10**30, True, 1.5, "3", None])
def test_a_handful_is_between_one_and_a_hundred(quantity):
    vera, rita = somebody_with(1000), a_creator("rita")
    with pytest.raises(InvalidQuantity):
        gift_from(vera, rita, "tomato", quantity)
    assert (purse(vera), rows()) == (1000, 0)


def test_what_is_not_on_offer_cannot_be_given():
    vera, rita = somebody_with(1000), a_creator("rita")
    GiftType.objects.filter(slug="crown").update(is_active=False)
    for slug in ("crown", "no-such-thing", ""):
        with pytest.raises(GiftTypeNotFound):
            gift_from(vera, rita, slug)
    assert (purse(vera), rows()) == (1000, 0)


def test_a_gift_for_higher_levels_waits():
    vera, rita = somebody_with(1000), a_creator("rita")
    GiftType.objects.filter(slug="crown").update(level=5)
    with pytest.raises(GiftLocked):
        gift_from(vera, rita, "crown")
    UserStats.objects.filter(user=vera).update(level=5)
    assert gift_from(vera, rita, "crown").balance == 0


def test_nobody_gives_themselves_anything():
    rita = a_creator("rita")
    with pytest.raises(CannotGiveYourself):
        gift_from(rita.user, rita)


@pytest.mark.parametrize("who", ["viewer", "creator"])
def test_between_those_who_block_each_other_nothing_goes(who):
    vera, rita = somebody_with(1000), a_creator("rita")
    one, other = (vera, rita.user) if who == "viewer" else (rita.user, vera)
    block(blocker=one, blocked=other)
    with pytest.raises(CannotGive):
        gift_from(vera, rita)
    assert (purse(vera), rows()) == (1000, 0)


@pytest.mark.parametrize("who", ["viewer", "creator"])
def test_a_suspended_person_neither_gives_nor_gets(who):
    vera, rita = somebody_with(1000), a_creator("rita")
    moderator = a_person("mo", role=User.Role.ADMIN, is_staff=True, is_superuser=True)
    person = vera if who == "viewer" else rita.user
    sanction(person=person, kind=UserSanction.Kind.SUSPENSION, by=moderator, reason="Enough.", lasts=timedelta(days=7))
    with pytest.raises(Sanctioned):
        gift_from(vera, rita)
    assert (purse(vera), rows()) == (1000, 0)


def test_a_creator_who_left_gets_nothing():
    vera, rita = somebody_with(1000), a_creator("rita")
    User.everyone.filter(pk=rita.user_id).update(is_active=False)
    with pytest.raises(CreatorGone):
        gift_from(vera, rita)


def test_an_empty_purse_gives_nothing():
    vera, rita = somebody_with(24), a_creator("rita")
    with pytest.raises(InsufficientFunds):
        gift_from(vera, rita, "airhorn")
    assert (purse(vera), earned(rita), rows()) == (24, 0, 0)


def test_the_same_key_gives_once_and_answers_alike():
    vera, rita = somebody_with(1000), a_creator("rita")
    key = a_key()
    first = gift_from(vera, rita, "airhorn", key=key)
    GiftType.objects.filter(slug="airhorn").update(price=400, is_active=False)
    again = gift_from(vera, rita, "airhorn", key=key)
    assert again.replayed
    assert (again.gift.pk, again.balance) == (first.gift.pk, first.balance)
    assert (purse(vera), rows()) == (975, 1)


def test_the_same_key_for_something_else_is_refused():
    vera, rita = somebody_with(1000), a_creator("rita")
    key = a_key()
    gift_from(vera, rita, "airhorn", key=key)
    with pytest.raises(IdempotencyConflict):
        gift_from(vera, rita, "crown", key=key)
    assert purse(vera) == 975


def test_gifts_in_quick_succession_are_a_combo():
    vera, rita = somebody_with(1000), a_creator("rita")
    with time_machine.travel(NIGHT, tick=False) as clock:
        first = gift_from(vera, rita).gift
        clock.shift(9)
        second = gift_from(vera, rita, quantity=4).gift
        clock.shift(9)
        other = gift_from(vera, rita, "airhorn").gift
        third = gift_from(vera, rita).gift
        clock.shift(11)
        late = gift_from(vera, rita).gift
    assert [gift.combo_count for gift in (first, second, third)] == [1, 5, 6]
    assert first.combo_id == second.combo_id == third.combo_id == first.pk
    assert (other.combo_id, other.combo_count) == (other.pk, 1)
    assert (late.combo_id, late.combo_count) == (late.pk, 1)


def test_a_combo_is_one_persons():
    rita = a_creator("rita")
    with time_machine.travel(NIGHT, tick=False):
        one = gift_from(somebody_with(10, "vera"), rita).gift
        other = gift_from(somebody_with(10, "emil"), rita).gift
    assert one.combo_id != other.combo_id


def test_both_sides_see_it_and_nobody_else():
    vera, rita = somebody_with(1000), a_creator("rita")
    gift_from(vera, rita)
    for person, seen in ((vera, 1), (rita.user, 1), (a_person("emil"), 0)):
        with acting_as(person.pk):
            assert Gift.objects.count() == seen
    assert Gift.objects.count() == 0


def test_the_floors_above_hear_of_it(django_capture_on_commit_callbacks):
    heard = []
    receives(GiftGiven)(heard.append)
    try:
        vera, rita = somebody_with(1000), a_creator("rita")
        with django_capture_on_commit_callbacks(execute=True):
            gift = gift_from(vera, rita).gift
    finally:
        _receivers[GiftGiven].remove(heard.append)
    assert heard == [GiftGiven(gift_id=gift.pk, sender_id=vera.pk, creator_id=rita.pk, tokens=gift.total)]


@pytest.fixture
def batching_on(settings):
    settings.LEDGER_BATCHING = True
    yield
    batching.close()
    batching._begin_anew()


@pytest.mark.django_db(transaction=True)
def test_twenty_presses_at_once_are_one_gift(batching_on):
    vera, rita = somebody_with(1000), a_creator("rita")
    key = a_key()

    def press(_number: int):
        try:
            return gift_from(vera, rita, "airhorn", key=key)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        given = list(pool.map(press, range(20)))
    assert len({one.gift.pk for one in given}) == 1
    assert sum(not one.replayed for one in given) == 1
    assert {one.balance for one in given} == {975}
    assert (purse(vera), earned(rita), rows()) == (975, 18, 1)
    assert UserStats.objects.get(user=vera).gifts_sent == 1


@pytest.mark.django_db(transaction=True)
def test_a_crowd_that_gives_at_once_spends_no_token_twice(batching_on):
    rita = a_creator("rita")
    crowd = [somebody_with(30, f"fan{number}") for number in range(4)]

    def give(number: int) -> bool:
        try:
            gift_from(crowd[number % 4], rita, "rimshot")
        except InsufficientFunds:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(12) as pool:
        worked = list(pool.map(give, range(24)))
    assert sum(worked) == rows() == 12
    assert all(purse(fan) == 0 for fan in crowd)
    assert earned(rita) == 12 * 7
    assert CreatorProfile.objects.get(pk=rita.pk).total_earnings == 12 * 7
    with acting_as_house():
        assert sorted(Gift.objects.filter(sender=crowd[0]).values_list("combo_count", flat=True)) == [1, 2, 3]
        assert sum(LedgerAccount.objects.values_list("balance", flat=True)) == 0
