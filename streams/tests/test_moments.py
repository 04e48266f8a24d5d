"""Milestones happen once; the hype streak begins, grows and ends."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections
from django.utils import timezone

from accounts.models import Notification
from roastlive.lib.rls import acting_as
from streams.models import HypeStreak, Milestone, StreamStats
from streams.services.hype import FIRST_GOAL, LASTS, close_hype_of, feed_hype, sweep_hype
from streams.services.milestones import check_all_milestones, check_milestones
from streams.tests.stage import a_live_show


@pytest.mark.django_db
def test_only_the_highest_of_a_leap_is_celebrated_and_all_are_reached():
    show = a_live_show()
    assert check_milestones(stream_id=show.pk, kind="viewers", value=60) == [10, 50]
    assert check_milestones(stream_id=show.pk, kind="viewers", value=60) == []
    assert check_milestones(stream_id=show.pk, kind="viewers", value=99) == []
    assert check_milestones(stream_id=show.pk, kind="viewers", value=1_000) == [100, 250, 500, 1_000]
    with acting_as(show.creator.user_id):
        told = Notification.objects.values_list("title", flat=True)
        assert sorted(told) == ["1000 viewers", "50 viewers"]


@pytest.mark.django_db
def test_what_nobody_looked_at_is_found_later():
    show = a_live_show(peak_viewers=12)
    StreamStats.objects.create(stream=show, gifts=501, fire=100)
    assert check_all_milestones() == 1 + 4 + 1
    assert check_all_milestones() == 0


@pytest.mark.django_db(transaction=True)
def test_of_twenty_who_see_it_at_once_one_celebrates():
    show = a_live_show()

    def look(_number: int) -> list[int]:
        try:
            return check_milestones(stream_id=show.pk, kind="gifts", value=55)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        reached = [threshold for found in pool.map(look, range(20)) for threshold in found]
    assert sorted(reached) == [10, 50]
    assert Milestone.objects.count() == 2
    with acting_as(show.creator.user_id):
        assert Notification.objects.filter(title="50 gifts").count() == 1


@pytest.mark.django_db
def test_a_streak_takes_three_gifts_of_two_people():
    show, vera, emil = a_live_show(), uuid4(), uuid4()
    assert feed_hype(stream_id=show.pk, person_id=vera, tokens=100) is None
    assert feed_hype(stream_id=show.pk, person_id=vera, tokens=100) is None
    assert feed_hype(stream_id=show.pk, person_id=vera, tokens=100) is None
    streak = feed_hype(stream_id=show.pk, person_id=emil, tokens=100)
    assert (streak.level, streak.points, streak.goal) == (1, 0, FIRST_GOAL)


@pytest.mark.django_db
def test_each_level_asks_for_more_and_lends_time():
    now = timezone.now()
    show = a_live_show()
    HypeStreak.objects.create(stream=show, goal=FIRST_GOAL, ends_at=now + timedelta(seconds=5))
    streak = feed_hype(stream_id=show.pk, person_id=uuid4(), tokens=FIRST_GOAL + 10, now=now)
    assert (streak.level, streak.points, streak.goal, streak.ends_at) == (2, 10, 750, now + LASTS)


@pytest.mark.django_db
def test_a_streak_ends_by_the_clock_and_with_the_show():
    now = timezone.now()
    show = a_live_show()
    HypeStreak.objects.create(stream=show, goal=FIRST_GOAL, ends_at=now)
    assert sweep_hype(now=now) == 1
    assert sweep_hype(now=now) == 0
    HypeStreak.objects.create(stream=show, goal=FIRST_GOAL, ends_at=now + LASTS)
    close_hype_of(show.pk)
    assert not HypeStreak.objects.filter(closed_at__isnull=True).exists()
