"""Gifts and tips during a show: seen in its room, added up from their rows."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

import pytest
from channels.db import database_sync_to_async

from accounts.models import User
from accounts.tests.ensemble import a_creator
from economy.events import GiftGiven
from economy.models import Gift, Tip
from economy.occasions import Occasion
from economy.services.gifts import GivenGift
from economy.services.giving_back import give_back_gift
from economy.tests.books import at_once, faults
from economy.tests.purse import earned, gift_from, purse, somebody_with, tip_from
from roastlive.lib.rls import acting_as_house
from roastlive.testing.sockets import Browser
from streams import receivers
from streams.errors import FollowersOnly, StreamNotFound
from streams.models import HypeStreak, Milestone, Stream, StreamStats
from streams.services.giving import count_given, note_given
from streams.tests.stage import a_live_show


def during(show: Stream) -> Occasion:
    return Occasion("stream", str(show.pk))


@pytest.fixture
def show(db):
    return a_live_show("rita")


@pytest.fixture
def vera(db):
    return somebody_with(1000)


@pytest.mark.django_db
def test_what_is_given_adds_up(show, vera, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        gift_from(vera, show.creator, "airhorn", 4, occasion=during(show))
        tip_from(vera, show.creator, 50, occasion=during(show))
        gift_from(vera, show.creator, "airhorn")
    stats = StreamStats.objects.get(stream=show)
    show.refresh_from_db()
    assert (stats.gifts, stats.gift_tokens, show.earnings) == (4, 150, 70 + 45)


@pytest.mark.django_db
def test_an_event_that_comes_again_changes_nothing(show, vera, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        gift = gift_from(vera, show.creator, "airhorn", 4, occasion=during(show)).gift
    event = GiftGiven(
        gift_id=gift.pk,
        sender_id=vera.pk,
        creator_id=show.creator_id,
        tokens=100,
        subject_kind="stream",
        subject_id=str(show.pk),
    )
    for _again in range(3):
        receivers.count_a_gift(event)
    count_given(show.pk)
    stats = StreamStats.objects.get(stream=show)
    show.refresh_from_db()
    assert (stats.gifts, stats.gift_tokens, show.earnings) == (4, 100, 70)


@pytest.mark.django_db
def test_what_was_given_back_is_no_longer_counted(show, vera):
    gift = gift_from(vera, show.creator, "airhorn", 4, occasion=during(show)).gift
    count_given(show.pk)
    finance = User.objects.create(username="fin", email="fin@example.com", date_of_birth=vera.date_of_birth)
    give_back_gift(gift_id=gift.pk, by=finance, reason="a mistake")
    count_given(show.pk)
    show.refresh_from_db()
    assert (StreamStats.objects.get(stream=show).gifts, show.earnings) == (0, 0)


@pytest.mark.django_db
def test_earnings_from_elsewhere_stay(show, vera):
    Stream.objects.filter(pk=show.pk).update(earnings=500)
    tip_from(vera, show.creator, 100, occasion=during(show))
    count_given(show.pk)
    show.refresh_from_db()
    assert show.earnings == 590


@pytest.mark.django_db
def test_many_gifts_ask_for_one_count_until_it_is_made(show, vera):
    asked = [note_given(stream_id=str(show.pk), given_id=uuid4(), person_id=vera.pk, tokens=5) for _gift in range(50)]
    assert asked == [True] + [False] * 49
    count_given(show.pk)
    # Whatever comes after the count began asks anew.
    assert note_given(stream_id=str(show.pk), given_id=uuid4(), person_id=vera.pk, tokens=5)


@pytest.mark.django_db
def test_celebrations_hear_of_each_gift_once(show, vera, monkeypatch):
    heard = []
    monkeypatch.setattr("streams.services.giving._celebrate", lambda *said: heard.append(said))
    tip = tip_from(vera, show.creator, 30, occasion=during(show)).tip
    for _again in range(2):
        note_given(stream_id=str(show.pk), given_id=tip.pk, person_id=vera.pk, tokens=30)
        count_given(show.pk)
    assert [fresh for _id, _gifts, fresh in heard] == [[(vera.pk, 30)], []]


@pytest.mark.django_db
def test_a_hundred_gifts_of_one_person_are_a_few_for_the_celebration(show, vera, monkeypatch):
    heard = []
    monkeypatch.setattr("streams.services.giving._celebrate", lambda *said: heard.append(said))
    for _gift in range(100):
        note_given(stream_id=str(show.pk), given_id=uuid4(), person_id=vera.pk, tokens=5)
    count_given(show.pk)
    (_id, _gifts, fresh) = heard[0]
    assert (len(fresh), sum(tokens for _person, tokens in fresh)) == (3, 500)


@pytest.mark.django_db
def test_only_there_and_only_for_whose_show_it_is(show, vera):
    emil = a_creator("emil")
    for creator, identifier in (
        (emil, str(show.pk)),
        (show.creator, str(show.pk).upper()),
        (show.creator, "nonsense"),
        (show.creator, str(uuid4())),
    ):
        with pytest.raises(StreamNotFound):
            tip_from(vera, creator, 10, occasion=Occasion("stream", identifier))
    Stream.objects.filter(pk=show.pk).update(visibility="followers")
    with pytest.raises(FollowersOnly):
        tip_from(vera, show.creator, 10, occasion=during(show))
    Stream.objects.filter(pk=show.pk).update(visibility="public", hidden_at=show.created_at)
    with pytest.raises(StreamNotFound):
        gift_from(vera, show.creator, "airhorn", occasion=during(show))
    assert purse(vera) == 1000
    with acting_as_house():
        assert not Gift.objects.exists()
        assert not Tip.objects.exists()


@pytest.mark.django_db(transaction=True)
async def test_the_room_sees_it_and_a_newcomer_does_not():
    show = await database_sync_to_async(a_live_show)("rita")
    vera = await database_sync_to_async(somebody_with)(1000)
    async with Browser(f"/ws/live/{show.pk}/") as browser:
        await browser.hear_until("snapshot")
        await database_sync_to_async(gift_from)(vera, show.creator, "airhorn", 2, occasion=during(show))
        seen = []
        while not seen:
            seen = (await browser.hear_until("tick")).get("gifts", [])
        assert (seen[0]["from"], seen[0]["gift"], seen[0]["quantity"], seen[0]["tokens"]) == ("vera", "airhorn", 2, 50)
    async with Browser(f"/ws/live/{show.pk}/") as browser:
        assert (await browser.hear_until("snapshot")).get("gifts", []) == []


@pytest.mark.django_db(transaction=True)
def test_many_at_once_add_up_exactly_and_are_celebrated_once(settings):
    settings.LEDGER_BATCHING = True
    show = a_live_show("rita")
    crowd = [somebody_with(100, f"viewer{number}") for number in range(12)]
    jobs = [
        partial(gift_from, person, show.creator, "airhorn", occasion=during(show)) for person in crowd for _ in "ab"
    ]
    answers = at_once(jobs, threads=12)
    assert all(isinstance(answer, GivenGift) for answer in answers)
    count_given(show.pk)
    stats = StreamStats.objects.get(stream=show)
    show.refresh_from_db()
    assert (stats.gifts, stats.gift_tokens) == (24, 600)
    assert show.earnings == stats.gift_earnings == earned(show.creator)
    assert [row.threshold for row in Milestone.objects.filter(stream=show, kind="gifts")] == [10]
    assert HypeStreak.objects.filter(stream=show).count() == 1
    assert faults() == []
