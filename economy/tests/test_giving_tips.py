from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connections

from accounts.models import CreatorProfile, Notification
from accounts.services.blocking import block
from accounts.tests.ensemble import a_creator, a_person
from economy.errors import (
    CannotGive,
    CannotGiveYourself,
    InsufficientFunds,
    InvalidAmount,
    MessageRefused,
    TipTooLarge,
)
from economy.models import Tip
from economy.services import batching, tips
from economy.services.held_words import release_words
from economy.tests.purse import a_key, earned, house_fees, purse, somebody_with, tip_from
from moderation.models import ModerationFlag
from moderation.screening.vocabulary import Category, Decision, Reason, Verdict
from roastlive.lib.outbox import relay
from roastlive.lib.rls import acting_as, acting_as_house

pytestmark = pytest.mark.django_db

BAITING = "kill yourself"


def rows() -> int:
    with acting_as_house():
        return Tip.objects.count()


def told(person) -> list[Notification]:
    with acting_as(person.pk):
        return list(Notification.objects.filter(recipient=person))


def test_a_tip_arrives_with_its_words_and_without_the_fee():
    vera, rita = somebody_with(1000), a_creator("rita")
    given = tip_from(vera, rita, 105, "For the second round.")
    assert (given.tip.amount, given.tip.fee, given.tip.message) == (105, 10, "For the second round.")
    assert (purse(vera), earned(rita), house_fees(), given.balance) == (895, 95, 10, 895)
    assert CreatorProfile.objects.get(pk=rita.pk).total_earnings == 95


@pytest.mark.parametrize("amount", [0, -1, 1.5, "5", True, None, 10**30])
def test_a_tip_is_a_whole_number_of_tokens(amount):
    vera, rita = somebody_with(1000), a_creator("rita")
    with pytest.raises(InvalidAmount):
        tip_from(vera, rita, amount)
    assert (purse(vera), rows()) == (1000, 0)


def test_a_tip_has_a_limit():
    with pytest.raises(TipTooLarge):
        tip_from(somebody_with(200_000), a_creator("rita"), 100_001)


def test_nobody_tips_themselves_nor_whom_they_blocked_nor_what_they_lack():
    vera, rita = somebody_with(10), a_creator("rita")
    with pytest.raises(CannotGiveYourself):
        tip_from(rita.user, rita)
    with pytest.raises(InsufficientFunds):
        tip_from(vera, rita, 11)
    block(blocker=rita.user, blocked=vera)
    with pytest.raises(CannotGive):
        tip_from(vera, rita, 10)
    assert (purse(vera), rows()) == (10, 0)


@pytest.mark.parametrize("words", ["x" * 301, "\0", "\ud800"])
def test_words_that_cannot_be_kept_are_refused_before_money_moves(words):
    vera, rita = somebody_with(1000), a_creator("rita")
    with pytest.raises(ValidationError):
        tip_from(vera, rita, 100, words)
    assert (purse(vera), rows()) == (1000, 0)


def test_words_that_screening_turns_away_take_nothing_with_them():
    vera, rita = somebody_with(1000), a_creator("rita")
    with pytest.raises(MessageRefused):
        tip_from(vera, rita, 100, BAITING)
    assert (purse(vera), rows()) == (1000, 0)


@pytest.fixture
def holding(monkeypatch):
    """A channel that holds everything for a look."""
    reason = Reason(category=Category.LINK, rule="test", says="a link", found="x", confidence=0.9, verdict=Verdict.HOLD)
    decision = Decision(verdict=Verdict.HOLD, category=Category.LINK, confidence=0.9, reasons=(reason,), version="test")
    monkeypatch.setattr(tips, "screen_for", lambda *args, **named: decision)


def test_words_that_are_held_stay_back_and_the_money_goes(holding):
    vera, rita = somebody_with(1000), a_creator("rita")
    tip = tip_from(vera, rita, 100, "Look at this").tip
    assert tip.is_message_held
    assert earned(rita) == 90
    assert tip.words_for(vera.pk) == "Look at this"
    assert tip.words_for(rita.user_id) == ""
    relay()
    (news,) = told(rita.user)
    assert "vera tips you 100 tokens" in news.title
    assert news.message == ""
    assert ModerationFlag.objects.get().subject_id == tip.pk
    release_words(tip, by=a_person("mo"), reason="harmless")
    with acting_as(rita.user_id):
        assert Tip.objects.get().words_for(rita.user_id) == "Look at this"


def test_a_tip_without_words_is_never_held(holding):
    assert not tip_from(somebody_with(1000), a_creator("rita"), 100).tip.is_message_held


def test_the_creator_hears_of_each_tip_once():
    vera, rita = somebody_with(1000), a_creator("rita")
    tip_from(vera, rita, 1, "Encore")
    relay()
    (news,) = told(rita.user)
    assert (news.title, news.message) == ("vera tips you 1 token", "Encore")


def test_the_same_key_tips_once():
    vera, rita = somebody_with(1000), a_creator("rita")
    key = a_key()
    first, again = (tip_from(vera, rita, 100, "Once", key=key) for _ in range(2))
    assert (again.tip.pk, again.balance, again.replayed) == (first.tip.pk, 900, True)
    assert (purse(vera), rows()) == (900, 1)


def test_both_sides_see_it_and_nobody_else():
    vera, rita = somebody_with(1000), a_creator("rita")
    tip_from(vera, rita)
    for person, seen in ((vera, 1), (rita.user, 1), (a_person("emil"), 0)):
        with acting_as(person.pk):
            assert Tip.objects.count() == seen


@pytest.mark.django_db(transaction=True)
def test_twenty_presses_at_once_are_one_tip(settings):
    settings.LEDGER_BATCHING = True
    vera, rita = somebody_with(1000), a_creator("rita")
    key = a_key()

    def press(_number: int):
        try:
            return tip_from(vera, rita, 100, "Once", key=key)
        finally:
            connections.close_all()

    try:
        with ThreadPoolExecutor(20) as pool:
            given = list(pool.map(press, range(20)))
    finally:
        batching.close()
        batching._begin_anew()
    assert len({one.tip.pk for one in given}) == 1
    assert (purse(vera), earned(rita), rows()) == (900, 90, 1)
