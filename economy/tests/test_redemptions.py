from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from accounts.models import Notification
from accounts.services.blocking import block
from accounts.tests.cast import person
from accounts.tests.ensemble import a_creator
from economy.errors import (
    InsufficientFunds,
    MayNotFulfil,
    NotYourOwnAccount,
    OutOfStock,
    OwnReward,
    RedemptionDecided,
    RedemptionNotFound,
    RewardCoolsDown,
    RewardLimitReached,
    RewardNotFound,
    RewardNotOnShelf,
)
from economy.models import AccountKind, LoyaltyRedemption, LoyaltyReward, Unit
from economy.services.accounts import house_account, reserved_of
from economy.services.redemptions import (
    WAITS,
    cancel_overdue,
    fulfil,
    fulfil_for_house,
    redeem,
    turn_down,
    turn_down_for_house,
    withdraw,
)
from economy.services.rewards import retire_reward
from economy.tests.shelf import a_reward, finance, give_points, points_of, sanctioned
from moderation.errors import Sanctioned
from roastlive.lib.errors import Invalid
from roastlive.lib.idempotency import IdempotencyConflict
from roastlive.lib.rls import acting_as, acting_as_house

pytestmark = pytest.mark.django_db


@pytest.fixture
def rita():
    return a_creator("rita")


@pytest.fixture
def vera():
    vera = person("vera")
    give_points(vera, 1000)
    return vera


def redemptions():
    with acting_as_house():
        return list(LoyaltyRedemption.objects.order_by("id"))


def taken(reward):
    return LoyaltyReward.objects.get(pk=reward.pk).taken


def held(somebody):
    return reserved_of(somebody.pk, Unit.POINT).balance


def news(somebody):
    with acting_as(somebody.pk):
        return list(Notification.objects.order_by("id").values_list("type", "title", "message"))


def test_points_are_held_until_it_is_done_and_both_are_told(rita, vera):
    reward = a_reward(rita, question="Whom?")
    made = redeem(person=vera, reward_id=reward.pk, words="  My boss,\nplease ")
    assert (made.status, made.words, made.price, made.offerer) == ("pending", "My boss, please", 100, rita.user)
    assert (points_of(vera), held(vera), taken(reward)) == (900, 100, 1)
    assert news(rita.user) == [("economy.redeemed", "vera redeems “A shout-out”", "My boss, please")]
    done = fulfil(redemption_id=made.pk, by=rita.user, note="With pleasure")
    assert (done.status, done.decided_by, done.note) == ("fulfilled", rita.user, "With pleasure")
    assert (points_of(vera), held(vera), taken(reward)) == (900, 0, 1)
    assert house_account(AccountKind.ISSUANCE, Unit.POINT).balance == -900
    assert news(vera) == [("economy.reward_done", "“A shout-out” is done", "With pleasure")]


def test_what_is_turned_down_gives_the_points_back_and_says_why(rita, vera):
    reward = a_reward(rita, stock=1)
    made = redeem(person=vera, reward_id=reward.pk)
    turn_down(redemption_id=made.pk, by=rita.user, note="I lost my voice")
    assert (points_of(vera), held(vera), taken(reward)) == (1000, 0, 0)
    assert news(vera)[0][0::2] == ("economy.reward_cancelled", "I lost my voice")
    assert redeem(person=vera, reward_id=reward.pk).is_pending


def test_turning_down_needs_a_word(rita, vera):
    made = redeem(person=vera, reward_id=a_reward(rita).pk)
    with pytest.raises(Invalid) as refusal:
        turn_down(redemption_id=made.pk, by=rita.user, note=" ")
    assert list(refusal.value.errors) == ["note"]
    assert held(vera) == 100


def test_who_redeemed_it_takes_it_back_while_it_waits(rita, vera):
    reward = a_reward(rita)
    made = redeem(person=vera, reward_id=reward.pk)
    withdraw(redemption_id=made.pk, by=vera)
    assert (points_of(vera), held(vera), taken(reward)) == (1000, 0, 0)
    with pytest.raises(RedemptionDecided):
        withdraw(redemption_id=made.pk, by=vera)
    with pytest.raises(RedemptionDecided):
        fulfil(redemption_id=made.pk, by=rita.user)
    assert points_of(vera) == 1000


def test_an_automatic_reward_is_done_at_once(rita, vera):
    made = redeem(person=vera, reward_id=a_reward(rita, is_automatic=True).pk)
    assert (made.status, made.decided_by, points_of(vera), held(vera)) == ("fulfilled", None, 900, 0)


def test_a_key_redeems_once(rita, vera):
    reward = a_reward(rita)
    first = redeem(person=vera, reward_id=reward.pk, key="key-00001")
    again = redeem(person=vera, reward_id=reward.pk, key="key-00001")
    assert (first.pk, points_of(vera), len(redemptions())) == (again.pk, 900, 1)
    with pytest.raises(IdempotencyConflict):
        redeem(person=vera, reward_id=a_reward(rita, title="Other").pk, key="key-00001")


def test_without_the_points_nothing_is_taken(rita):
    emil = person("emil")
    give_points(emil, 99)
    reward = a_reward(rita, stock=1)
    with pytest.raises(InsufficientFunds):
        redeem(person=emil, reward_id=reward.pk)
    assert (points_of(emil), redemptions(), taken(reward)) == (99, [], 0)


def test_nobody_has_more_than_one_person_may(rita, vera):
    reward = a_reward(rita, per_person=2)
    redeem(person=vera, reward_id=reward.pk)
    second = redeem(person=vera, reward_id=reward.pk)
    with pytest.raises(RewardLimitReached):
        redeem(person=vera, reward_id=reward.pk)
    withdraw(redemption_id=second.pk, by=vera)
    assert redeem(person=vera, reward_id=reward.pk).is_pending


def test_the_same_person_waits_and_others_do_not(rita, vera):
    reward = a_reward(rita, cooldown=timedelta(hours=2))
    emil = person("emil")
    give_points(emil, 100)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        redeem(person=vera, reward_id=reward.pk)
        clock.shift(timedelta(hours=1, minutes=59))
        with pytest.raises(RewardCoolsDown):
            redeem(person=vera, reward_id=reward.pk)
        assert redeem(person=emil, reward_id=reward.pk)
        clock.shift(timedelta(minutes=1))
        assert redeem(person=vera, reward_id=reward.pk)


def test_what_is_gone_is_gone(rita, vera):
    reward = a_reward(rita, stock=1)
    redeem(person=vera, reward_id=reward.pk)
    with pytest.raises(OutOfStock):
        redeem(person=vera, reward_id=reward.pk)


def test_the_database_hands_out_no_more_than_there_are(rita, vera):
    reward = a_reward(rita, stock=1)
    redeem(person=vera, reward_id=reward.pk)
    with pytest.raises(IntegrityError, match="taken_within_stock"), transaction.atomic():
        LoyaltyReward.objects.filter(pk=reward.pk).update(taken=2)


@pytest.mark.parametrize(
    "said",
    [
        {"starts_at": timezone.now() + timedelta(days=1)},
        {"ends_at": timezone.now() - timedelta(days=1), "starts_at": timezone.now() - timedelta(days=2)},
    ],
)
def test_only_what_is_on_the_shelf_can_be_had(rita, vera, said):
    with pytest.raises(RewardNotOnShelf):
        redeem(person=vera, reward_id=a_reward(rita, **said).pk)


def test_what_was_taken_off_cannot_be_had_and_what_waits_is_still_done(rita, vera):
    reward = a_reward(rita)
    made = redeem(person=vera, reward_id=reward.pk)
    retire_reward(reward_id=reward.pk, creator=rita)
    with pytest.raises(RewardNotOnShelf):
        redeem(person=vera, reward_id=reward.pk)
    assert fulfil(redemption_id=made.pk, by=rita.user).status == "fulfilled"


def test_nobody_redeems_what_they_offer(rita):
    give_points(rita.user, 1000)
    with pytest.raises(OwnReward):
        redeem(person=rita.user, reward_id=a_reward(rita).pk)


def test_after_a_block_there_is_nothing_to_redeem(rita, vera):
    reward = a_reward(rita)
    block(blocker=rita.user, blocked=vera)
    with pytest.raises(RewardNotFound):
        redeem(person=vera, reward_id=reward.pk)


def test_whoever_has_gone_offers_nothing(rita, vera):
    reward = a_reward(rita)
    rita.user.is_active = False
    rita.user.save()
    with pytest.raises(RewardNotFound):
        redeem(person=vera, reward_id=reward.pk)


def test_who_is_suspended_redeems_nothing(rita, vera):
    sanctioned(vera, "suspension")
    with pytest.raises(Sanctioned):
        redeem(person=vera, reward_id=a_reward(rita).pk)
    assert points_of(vera) == 1000


def test_who_is_muted_redeems_what_needs_no_words(rita, vera):
    sanctioned(vera, "mute")
    assert redeem(person=vera, reward_id=a_reward(rita).pk)
    with pytest.raises(Sanctioned):
        redeem(person=vera, reward_id=a_reward(rita, question="Whom?").pk, words="You")


@pytest.mark.parametrize("words", ["", "   ", "x" * 301, "nul\0", "\ud800"])
def test_a_question_wants_an_answer(rita, vera, words):
    with pytest.raises(Invalid) as refusal:
        redeem(person=vera, reward_id=a_reward(rita, question="Whom?").pk, words=words)
    assert list(refusal.value.errors) == ["words"]
    assert points_of(vera) == 1000


def test_words_that_nobody_asked_for_are_not_kept(rita, vera):
    assert redeem(person=vera, reward_id=a_reward(rita).pk, words="By the way").words == ""


def test_a_stranger_decides_nothing(rita, vera):
    made = redeem(person=vera, reward_id=a_reward(rita).pk)
    otto = a_creator("otto")
    for act in (
        lambda: fulfil(redemption_id=made.pk, by=otto.user),
        lambda: turn_down(redemption_id=made.pk, by=otto.user, note="No"),
        lambda: withdraw(redemption_id=made.pk, by=rita.user),
        lambda: fulfil(redemption_id=made.pk, by=vera),
    ):
        with pytest.raises(RedemptionNotFound):
            act()
    assert held(vera) == 100


def test_redemptions_are_shown_to_the_two_of_them_alone(rita, vera):
    redeem(person=vera, reward_id=a_reward(rita).pk)
    seen = []
    for somebody in (vera, rita.user, person("otto")):
        with acting_as(somebody.pk):
            seen.append(LoyaltyRedemption.objects.count())
    assert seen == [1, 1, 0]


def test_nobody_waits_forever(rita, vera):
    reward = a_reward(rita)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        redeem(person=vera, reward_id=reward.pk)
        clock.shift(WAITS - timedelta(seconds=1))
        assert cancel_overdue() == 0
        clock.shift(timedelta(seconds=1))
        assert (cancel_overdue(), cancel_overdue()) == (1, 0)
    assert (points_of(vera), held(vera), taken(reward)) == (1000, 0, 0)
    assert news(vera)[0][0::2] == ("economy.reward_cancelled", "Nobody got round to it in time.")


def test_the_house_is_served_by_staff_and_never_by_oneself(vera):
    momo = finance("momo")
    made = redeem(person=vera, reward_id=a_reward().pk)
    with pytest.raises(MayNotFulfil):
        fulfil_for_house(redemption_id=made.pk, by=person("otto"))
    assert fulfil_for_house(redemption_id=made.pk, by=momo).status == "fulfilled"
    give_points(momo, 100)
    own = redeem(person=momo, reward_id=a_reward().pk)
    with pytest.raises(NotYourOwnAccount):
        fulfil_for_house(redemption_id=own.pk, by=momo)


def test_staff_decide_nothing_that_a_creator_offers(rita, vera):
    made = redeem(person=vera, reward_id=a_reward(rita).pk)
    with pytest.raises(RedemptionNotFound):
        turn_down_for_house(redemption_id=made.pk, by=finance("momo"), note="Because")


def in_threads(number, work):
    def once(index):
        try:
            return work(index)
        except (OutOfStock, RewardLimitReached, RewardCoolsDown, RedemptionDecided) as refusal:
            return refusal.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(25) as pool:
        return list(pool.map(once, range(number)))


@pytest.mark.django_db(transaction=True)
def test_a_hundred_who_want_the_last_seven_at_once_get_seven():
    rita = a_creator("rita")
    reward = a_reward(rita, stock=7)
    fans = [person(f"fan{number}") for number in range(100)]
    for fan in fans:
        give_points(fan, 100)
    answers = in_threads(100, lambda n: redeem(person=fans[n], reward_id=reward.pk).status)
    assert (answers.count("pending"), answers.count("out_of_stock")) == (7, 93)
    assert (taken(reward), len(redemptions())) == (7, 7)
    assert sorted(points_of(fan) for fan in fans) == [0] * 7 + [100] * 93


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("said", "allowed", "code"),
    [
        ({"per_person": 3}, 3, "reward_limit_reached"),
        ({"cooldown": timedelta(hours=1)}, 1, "reward_cools_down"),
    ],
)
def test_limit_and_pause_are_exact_when_somebody_presses_a_hundred_times_at_once(said, allowed, code):
    vera = person("vera")
    give_points(vera, 10_000)
    reward = a_reward(a_creator("rita"), **said)
    answers = in_threads(100, lambda _n: redeem(person=vera, reward_id=reward.pk).status)
    assert (answers.count("pending"), answers.count(code)) == (allowed, 100 - allowed)
    assert (points_of(vera), held(vera)) == (10_000 - allowed * 100, allowed * 100)


@pytest.mark.django_db(transaction=True)
def test_twenty_presses_of_one_button_are_one_redemption():
    vera = person("vera")
    give_points(vera, 10_000)
    reward = a_reward(a_creator("rita"))
    answers = in_threads(20, lambda _n: redeem(person=vera, reward_id=reward.pk, key="one-press").pk)
    assert (len(set(answers)), points_of(vera), len(redemptions())) == (1, 9_900, 1)


@pytest.mark.django_db(transaction=True)
def test_doing_turning_down_and_taking_back_at_once_is_one_of_them_and_points_move_once():
    rita, vera = a_creator("rita"), person("vera")
    give_points(vera, 600)
    reward = a_reward(rita)
    for _round in range(6):
        made = redeem(person=vera, reward_id=reward.pk)
        before = points_of(vera)
        acts = [
            lambda made=made: fulfil(redemption_id=made.pk, by=rita.user).status,
            lambda made=made: turn_down(redemption_id=made.pk, by=rita.user, note="Sorry").status,
            lambda made=made: withdraw(redemption_id=made.pk, by=vera).status,
        ]
        answers = in_threads(9, lambda n, acts=acts: acts[n % 3]())
        assert answers.count("redemption_decided") == 8
        came_back = "cancelled" in answers
        assert (points_of(vera), held(vera)) == (before + (100 if came_back else 0), 0)
    assert taken(reward) == sum(row.status == "fulfilled" for row in redemptions())
