from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db.models import F

from accounts.models import UserSession
from accounts.services.following import follow, unfollow
from accounts.tests.cast import logged_in, person
from accounts.tests.ensemble import a_creator
from economy.models import PointAward
from economy.selectors.loyalty import days_in_a_row, earned_today
from economy.services.deeds import award_deeds
from economy.services.gifts import give_gift
from economy.services.tips import give_tip
from economy.tests.purse import fill
from economy.tests.shelf import points_of
from roastlive.lib.rls import acting_as_house

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def awards(rule):
    with acting_as_house():
        return list(PointAward.objects.filter(rule=f"economy.{rule}").order_by("id").values_list("reference", "points"))


def come_by(somebody, moment):
    with acting_as_house():
        UserSession.objects.filter(user=somebody).update(last_seen_at=moment, expires_at=F("expires_at"))


def test_what_was_given_is_worth_a_point_a_token_and_counts_once():
    vera, rita = person("vera"), a_creator("rita")
    fill(vera, 1000)
    tip = give_tip(sender=vera, creator=rita, amount=120, key="a-tip-00001").tip
    gift = give_gift(sender=vera, creator=rita, gift="tomato", quantity=3, key="a-gift-00001").gift
    assert award_deeds() == 123
    assert award_deeds() == 0
    cache.clear()
    assert award_deeds() == 0
    assert awards("giving") == [(f"gift:{gift.pk}", 3), (f"tip:{tip.pk}", 120)]
    assert points_of(vera) == 123


def test_giving_counts_up_to_the_day_of_the_gift():
    vera, rita = person("vera"), a_creator("rita")
    fill(vera, 2000)
    with time_machine.travel(NOON, tick=False) as clock:
        give_tip(sender=vera, creator=rita, amount=700, key="a-tip-00001")
        clock.move_to(NOON + timedelta(hours=12, minutes=1))
        assert award_deeds() == 300
        give_tip(sender=vera, creator=rita, amount=100, key="a-tip-00002")
        assert award_deeds() == 100


def test_a_day_of_being_here_counts_once():
    vera = person("vera")
    with time_machine.travel(NOON, tick=False) as clock:
        logged_in(vera)
        assert award_deeds() == 10
        clock.shift(timedelta(minutes=20))
        come_by(vera, NOON + timedelta(minutes=20))
        assert award_deeds() == 0
        clock.move_to(NOON + timedelta(days=1))
        come_by(vera, NOON + timedelta(days=1))
        assert award_deeds() == 10
    assert awards("visit") == [("2026-05-04", 10), ("2026-05-05", 10)]


def test_who_comes_before_midnight_and_is_counted_after_it_was_here_the_day_before():
    vera = person("vera")
    late = datetime(2026, 5, 4, 23, 59, 50, tzinfo=UTC)
    with time_machine.travel(late, tick=False) as clock:
        logged_in(vera)
        clock.shift(timedelta(seconds=30))
        assert award_deeds() == 10
    assert awards("visit") == [("2026-05-04", 10)]


def test_seven_days_in_a_row_are_a_streak_and_the_next_seven_another():
    vera = person("vera")
    with time_machine.travel(NOON, tick=False) as clock:
        logged_in(vera)
        for day in range(14):
            moment = NOON + timedelta(days=day)
            clock.move_to(moment)
            come_by(vera, moment)
            award_deeds()
        assert days_in_a_row(vera.pk) == 14
        assert awards("streak") == [("2026-05-10", 50), ("2026-05-17", 50)]


def test_a_gap_begins_the_streak_anew():
    vera = person("vera")
    with time_machine.travel(NOON, tick=False) as clock:
        logged_in(vera)
        for day in (0, 1, 2, 3, 5, 6, 7, 8):
            moment = NOON + timedelta(days=day)
            clock.move_to(moment)
            come_by(vera, moment)
            award_deeds()
        assert (days_in_a_row(vera.pk), awards("streak")) == (4, [])
        clock.shift(timedelta(days=1))
        assert days_in_a_row(vera.pk) == 4
        clock.shift(timedelta(days=1))
        assert days_in_a_row(vera.pk) == 0


def test_following_somebody_counts_once_for_each(django_capture_on_commit_callbacks):
    vera, rita, otto = person("vera"), a_creator("rita"), a_creator("otto")
    with django_capture_on_commit_callbacks(execute=True):
        follow(follower=vera, creator=rita)
    with django_capture_on_commit_callbacks(execute=True):
        unfollow(follower=vera, creator=rita)
    with django_capture_on_commit_callbacks(execute=True):
        follow(follower=vera, creator=rita)
        follow(follower=vera, creator=otto)
    assert [points for _reference, points in awards("following")] == [5, 5]


def test_taking_the_stage_counts_once_in_a_life(client, django_capture_on_commit_callbacks):
    vera = person("vera")
    assert "economy.first_stage" in {earned.rule.name for earned in earned_today(vera.pk)}
    client.force_login(vera)
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/studio/profile/", {"kind": "performer", "stage_name": "Vera Vane", "slug": "vera-vane"})
    assert awards("first_stage") == [("channel", 100)]
    assert "economy.first_stage" not in {earned.rule.name for earned in earned_today(vera.pk)}


def test_looking_costs_the_same_however_many_came(django_assert_max_num_queries):
    for number in range(12):
        logged_in(person(f"fan{number}"))
    award_deeds()
    with django_assert_max_num_queries(25):
        award_deeds()
