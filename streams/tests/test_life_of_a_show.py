"""A show is announced, begins, ends, or does not happen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Follow, Notification
from accounts.tests.ensemble import a_creator, a_person
from moderation.errors import Sanctioned
from moderation.models import UserSanction
from moderation.tests.guardhouse import sanctioned
from roastlive.lib.errors import Invalid
from roastlive.lib.outbox import relay
from roastlive.lib.rls import acting_as
from streams.errors import LiveAlready, NotLive, NotScheduled, SoldAlready, StreamNotFound, StreamOver
from streams.models import Stream, StreamStats, StreamTicket
from streams.services.life import cancel_stream, end_stream, go_live, start_stream, sweep_streams
from streams.services.reminders import remind
from streams.services.scheduling import change_stream, delete_stream, schedule_stream
from streams.tests.stage import a_live_show, a_show, follow

pytestmark = pytest.mark.django_db


def test_a_show_is_announced_begun_and_ended():
    rita = a_creator("rita")
    show = schedule_stream(creator=rita, title="  Bring your   worst ", tags=["#Open Mic", "open-mic"])
    assert (show.title, show.tags, show.status) == ("Bring your worst", ["open-mic"], "scheduled")
    start_stream(stream_id=show.pk, by=rita.user)
    assert StreamStats.objects.filter(stream=show).exists()
    end_stream(stream_id=show.pk, by=rita.user)
    show.refresh_from_db()
    rita.refresh_from_db()
    assert (show.status, rita.stream_count) == ("ended", 1)
    assert show.started_at <= show.ended_at


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"title": "a\0b"}, "title"),
        ({"tags": ["t" * 25]}, "tags"),
        ({"tags": [str(n) for n in range(9)]}, "tags"),
        ({"category": "knitting"}, "category"),
        ({"visibility": "secret"}, "visibility"),
        ({"visibility": "ticketed"}, "ticket_price"),
        ({"visibility": "ticketed", "ticket_price": 0}, "ticket_price"),
        ({"visibility": "ticketed", "ticket_price": 10_001}, "ticket_price"),
        ({"visibility": "ticketed", "ticket_price": True}, "ticket_price"),
        ({"scheduled_start": timezone.now() - timedelta(days=1)}, "scheduled_start"),
        ({"scheduled_start": timezone.now() + timedelta(days=400)}, "scheduled_start"),
        ({"chat_enabled": "yes"}, "chat_enabled"),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_nothing_is_announced(wish, field):
    with pytest.raises(Invalid) as refused:
        schedule_stream(creator=a_creator("rita"), **{"title": "Open mic", **wish})
    assert field in refused.value.errors
    assert not Stream.objects.exists()


def test_one_stage_at_a_time():
    rita = a_creator("rita")
    go_live(creator=rita, title="One")
    with pytest.raises(LiveAlready):
        go_live(creator=rita, title="Two")
    assert Stream.objects.get().title == "One"


def test_what_is_somebody_elses_is_as_if_it_were_not():
    show, stranger = a_show(), a_person("vera")
    for act in (start_stream, cancel_stream, end_stream, delete_stream, change_stream):
        with pytest.raises(StreamNotFound):
            act(stream_id=show.pk, by=stranger)


def test_each_step_is_taken_once():
    show = a_live_show()
    rita = show.creator.user
    with pytest.raises(NotScheduled):
        start_stream(stream_id=show.pk, by=rita)
    with pytest.raises(NotScheduled):
        cancel_stream(stream_id=show.pk, by=rita)
    with pytest.raises(StreamOver):
        delete_stream(stream_id=show.pk, by=rita)
    end_stream(stream_id=show.pk, by=rita)
    with pytest.raises(NotLive):
        end_stream(stream_id=show.pk, by=rita)
    delete_stream(stream_id=show.pk, by=rita)
    assert not Stream.objects.exists()
    assert Stream.everything.exists()


def test_whoever_is_timed_out_does_not_go_live():
    rita = a_creator("rita")
    show = a_show(rita)
    sanctioned(rita.user, UserSanction.Kind.TIMEOUT)
    with pytest.raises(Sanctioned):
        start_stream(stream_id=show.pk, by=rita.user)


def test_a_sanction_ends_the_show_that_runs(django_capture_on_commit_callbacks):
    show = a_live_show()
    with django_capture_on_commit_callbacks(execute=True):
        sanctioned(show.creator.user, UserSanction.Kind.TIMEOUT)
    show.refresh_from_db()
    assert (show.status, show.end_reason) == ("ended", "The house ended this show.")


def test_who_does_not_come_within_a_day_has_cancelled():
    now = timezone.now()
    late = a_show("rita", scheduled_start=now - timedelta(hours=25))
    soon = a_show("len", scheduled_start=now - timedelta(hours=23))
    endless = a_live_show("nora", started_at=now - timedelta(hours=25))
    assert sweep_streams(now=now) == 2
    assert [Stream.objects.get(pk=each.pk).status for each in (late, soon, endless)] == [
        "cancelled",
        "scheduled",
        "ended",
    ]


def test_what_is_sold_keeps_its_price():
    show = a_show(visibility="ticketed", ticket_price=100)
    StreamTicket.objects.create(stream=show, person=a_person("vera"), price=100, transfer_id=show.pk)
    with pytest.raises(SoldAlready):
        change_stream(stream_id=show.pk, by=show.creator.user, ticket_price=200)
    assert change_stream(stream_id=show.pk, by=show.creator.user, title="Better").ticket_price == 100


def test_followers_and_those_who_asked_are_told_once(django_capture_on_commit_callbacks):
    show, fan, deaf, waiting = a_show(), a_person("vera"), a_person("emil"), a_person("dora")
    follow(fan, show.creator)
    follow(deaf, show.creator)
    Follow.objects.filter(follower=deaf).update(notifications_enabled=False)
    remind(stream_id=show.pk, person=waiting)
    remind(stream_id=show.pk, person=waiting)
    with django_capture_on_commit_callbacks(execute=True):
        start_stream(stream_id=show.pk, by=show.creator.user)
    relay()
    relay()
    assert {person.username: told(person) for person in (fan, deaf, waiting)} == {
        "vera": ["Rita is live"],
        "emil": [],
        "dora": ["Rita is live"],
    }


def told(person) -> list[str]:
    with acting_as(person.pk):
        return list(Notification.objects.filter(recipient=person).values_list("title", flat=True))
