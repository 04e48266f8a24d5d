from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connections
from django.urls import reverse

from accounts.errors import CannotBlockYourself, CannotFollow, CannotFollowYourself
from accounts.models import Block, CreatorProfile, Follow
from accounts.selectors import blocks_between
from accounts.services import following
from accounts.services.blocking import block, unblock
from accounts.services.following import follow, unfollow
from accounts.tests.ensemble import a_creator, a_person

pytestmark = pytest.mark.django_db


def count(profile):
    return CreatorProfile.objects.get(pk=profile.pk).follower_count


def test_following_counts_once_and_unfollowing_takes_it_back():
    vera, rita = a_person("vera"), a_creator("rita")
    assert follow(follower=vera, creator=rita).notifications_enabled
    follow(follower=vera, creator=rita, bell=False)
    assert (count(rita), Follow.objects.get().notifications_enabled) == (1, False)
    assert unfollow(follower=vera, creator=rita) is True
    assert unfollow(follower=vera, creator=rita) is False
    assert count(rita) == 0


def test_nobody_follows_themselves():
    rita = a_creator("rita")
    with pytest.raises(CannotFollowYourself):
        follow(follower=rita.user, creator=rita)


def test_a_block_ends_follows_both_ways_and_prevents_new_ones():
    rita, otto = a_creator("rita"), a_creator("otto")
    follow(follower=rita.user, creator=otto)
    follow(follower=otto.user, creator=rita)
    block(blocker=rita.user, blocked=otto.user)
    block(blocker=rita.user, blocked=otto.user)
    assert (count(rita), count(otto), Follow.objects.count(), Block.objects.count()) == (0, 0, 0, 1)
    for one, other in ((rita, otto), (otto, rita)):
        with pytest.raises(CannotFollow):
            follow(follower=one.user, creator=other)
    assert unblock(blocker=rita.user, blocked=otto.user) is True
    assert follow(follower=otto.user, creator=rita)


def test_nobody_blocks_themselves():
    vera = a_person("vera")
    with pytest.raises(CannotBlockYourself):
        block(blocker=vera, blocked=vera)


def test_everybody_counts_for_themselves():
    rita = a_creator("rita")
    fans = [a_person(f"fan{number}") for number in range(3)]
    for fan in fans:
        follow(follower=fan, creator=rita)
    unfollow(follower=fans[1], creator=rita)
    assert count(rita) == 2


def in_threads(number, work):
    def once(index):
        try:
            return work(index)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(once, range(number)))


@pytest.mark.django_db(transaction=True)
def test_twenty_follows_at_once_are_one_row_and_one_follower():
    vera, rita = a_person("vera"), a_creator("rita")
    in_threads(20, lambda _n: follow(follower=vera, creator=rita).pk)
    assert (Follow.objects.count(), count(rita)) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_ten_people_who_follow_at_once_are_ten_followers():
    rita = a_creator("rita")
    fans = [a_person(f"fan{number}") for number in range(10)]
    in_threads(10, lambda number: follow(follower=fans[number], creator=rita))
    assert (Follow.objects.count(), count(rita)) == (10, 10)


@pytest.mark.django_db(transaction=True)
def test_a_block_that_comes_between_asking_and_following_still_ends_the_follow(monkeypatch):
    vera, rita = a_person("vera"), a_creator("rita")
    asked, blocked = Event(), Event()

    def ask_and_dawdle(*people):
        answer = blocks_between(*people)
        asked.set()
        # Whoever takes no lock lets the block go through while this waits.
        blocked.wait(1)
        return answer

    monkeypatch.setattr(following, "blocks_between", ask_and_dawdle)

    def one_or_the_other(number):
        if number == 0:
            follow(follower=vera, creator=rita)
        else:
            asked.wait(10)
            block(blocker=rita.user, blocked=vera)
            blocked.set()

    in_threads(2, one_or_the_other)
    assert (Follow.objects.count(), Block.objects.count(), count(rita)) == (0, 1, 0)


def test_the_button_works_without_a_script_and_with_htmx(client):
    vera, rita = a_person("vera"), a_creator("rita")
    client.force_login(vera)
    url = reverse("accounts:follow", args=["rita"])
    assert client.post(url)["Location"] == "/@rita/"
    answer = client.post(url, {"bell": "off"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert 'aria-pressed="false" aria-label="Ring when they go live"' in answer.content.decode()
    assert "<html" not in answer.content.decode()
    client.post(reverse("accounts:unfollow", args=["rita"]))
    assert count(rita) == 0


def test_a_stranger_who_follows_is_asked_to_log_in(client):
    a_creator("rita")
    assert client.post(reverse("accounts:follow", args=["rita"])).status_code == 302
    assert Follow.objects.count() == 0


def test_a_blocked_person_cannot_follow_by_the_page_either(client):
    vera, rita = a_person("vera"), a_creator("rita")
    block(blocker=rita.user, blocked=vera)
    client.force_login(vera)
    assert client.post(reverse("accounts:follow", args=["rita"])).status_code == 403
    assert Follow.objects.count() == 0


def test_following_changes_nothing_by_get(client):
    vera = a_person("vera")
    a_creator("rita")
    client.force_login(vera)
    assert client.get(reverse("accounts:follow", args=["rita"])).status_code == 405
    assert Follow.objects.count() == 0


def test_people_are_blocked_and_unblocked_by_name(client):
    vera, otto = a_person("vera"), a_person("otto")
    client.force_login(vera)
    client.post(reverse("accounts:block_person"), {"username": "OTTO"})
    assert Block.objects.get().blocked == otto
    assert "otto" in client.get(reverse("accounts:settings_blocked")).content.decode()
    client.post(reverse("accounts:unblock_person"), {"username": "otto"})
    assert Block.objects.count() == 0


def test_blocking_somebody_who_is_not_here_says_so(client):
    client.force_login(a_person("vera"))
    answer = client.post(reverse("accounts:block_person"), {"username": "ghost"}, follow=True)
    assert "Nobody here has this name." in answer.content.decode()
