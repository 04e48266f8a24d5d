"""Who may watch which stream, over the page's selector and over the socket."""

from __future__ import annotations

import pytest
from channels.db import database_sync_to_async
from django.contrib.auth.models import AnonymousUser

from accounts.errors import NotInYourCountry
from accounts.models import Block
from accounts.tests.cast import logged_in
from accounts.tests.ensemble import a_person
from roastlive.testing.sockets import Browser, cookies_of
from streams.errors import FollowersOnly, StreamNotFound, SubscribersOnly, TicketNeeded
from streams.models import Stream
from streams.selectors.streams import stream_known_to, stream_seen_by
from streams.tests.stage import a_live_show, a_show, follow

NOBODY = AnonymousUser()


@pytest.mark.django_db
@pytest.mark.parametrize("visibility", ["public", "unlisted"])
def test_anybody_sees_what_is_for_everybody(visibility):
    show = a_show(visibility=visibility)
    assert stream_seen_by(stream_id=show.pk, visitor=NOBODY) == show


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"visibility": "followers"}, FollowersOnly),
        ({"visibility": "subscribers"}, SubscribersOnly),
        ({"visibility": "ticketed", "ticket_price": 100}, TicketNeeded),
    ],
)
def test_a_door_says_which_it_is_and_its_own_creator_passes(fields, refusal):
    show = a_show(**fields)
    for visitor in (NOBODY, a_person("vera")):
        assert stream_known_to(stream_id=show.pk, visitor=visitor) == show
        with pytest.raises(refusal):
            stream_seen_by(stream_id=show.pk, visitor=visitor)
    assert stream_seen_by(stream_id=show.pk, visitor=show.creator.user) == show


@pytest.mark.django_db
def test_followers_pass_the_door_for_followers():
    show, vera = a_show(visibility="followers"), a_person("vera")
    follow(vera, show.creator)
    assert stream_seen_by(stream_id=show.pk, visitor=vera) == show


@pytest.mark.django_db
def test_hidden_deleted_and_blocked_are_as_if_they_were_not():
    show, vera = a_show(), a_person("vera")
    Block.objects.create(blocker=show.creator.user, blocked=vera)
    with pytest.raises(StreamNotFound):
        stream_seen_by(stream_id=show.pk, visitor=vera)
    Stream.objects.filter(pk=show.pk).update(hidden_at=show.created_at)
    with pytest.raises(StreamNotFound):
        stream_seen_by(stream_id=show.pk, visitor=NOBODY)
    Stream.objects.filter(pk=show.pk).update(deleted_at=show.created_at)
    with pytest.raises(StreamNotFound):
        stream_seen_by(stream_id=show.pk, visitor=show.creator.user)


@pytest.mark.django_db
def test_a_blocked_region_sees_nothing():
    show = a_show()
    show.creator.blocked_regions = ["DE"]
    show.creator.save()
    with pytest.raises(NotInYourCountry):
        stream_seen_by(stream_id=show.pk, visitor=NOBODY, country="DE")


@pytest.mark.django_db(transaction=True)
async def test_the_socket_greets_with_the_show_and_keeps_the_others_out():
    show = await database_sync_to_async(a_live_show)()
    async with Browser(f"/ws/live/{show.pk}/") as browser:
        assert (await browser.hear_until("snapshot"))["show"]["title"] == "Open mic"
    await database_sync_to_async(Stream.objects.filter(pk=show.pk).update)(visibility="followers")
    async with Browser(f"/ws/live/{show.pk}/") as browser:
        assert (await browser.hear())["code"] == "followers_only"
    fan = await database_sync_to_async(a_person)("vera")
    await database_sync_to_async(follow)(fan, show.creator)
    client = await database_sync_to_async(logged_in)(fan)
    async with Browser(f"/ws/live/{show.pk}/", cookies=cookies_of(client)) as browser:
        assert (await browser.hear_until("snapshot"))["show"]["status"] == "live"
