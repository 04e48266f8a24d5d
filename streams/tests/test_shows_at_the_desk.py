"""What moderators do with a show, what finance sees of it, and what its people take along."""

from __future__ import annotations

import pytest

from accounts.personal_data import part_named
from accounts.tests.ensemble import a_creator, a_person
from economy.models import LedgerTransfer
from economy.stories import stories_of
from economy.tests.purse import a_key, purse, somebody_with
from moderation.roles import Role, granted
from moderation.subjects import subject_kind
from roastlive.lib.rls import acting_as
from streams.errors import StreamNotFound
from streams.models import Stream, StreamReminder, StreamTicket, StreamViewer
from streams.selectors.streams import stream_known_to
from streams.services.life import end_stream, start_stream
from streams.services.tickets import buy_ticket, close_tickets_of
from streams.tests.stage import a_live_show, a_show

pytestmark = pytest.mark.django_db


def judged(show: Stream, act: str) -> None:
    known = subject_kind("stream")
    more = {"kept": None} if act == "restore" else {}
    getattr(known, act)(show, by=a_person("mona"), reason="A reason", **more)
    show.refresh_from_db()


def test_a_hidden_show_is_found_by_its_creator_alone_until_it_is_restored():
    show, vera = a_live_show(), a_person("vera")
    mona = a_person("mona")
    known = subject_kind("stream")
    known.hide(show, by=mona, reason="Not here")
    with pytest.raises(StreamNotFound):
        stream_known_to(stream_id=show.pk, visitor=vera)
    assert stream_known_to(stream_id=show.pk, visitor=show.creator.user) == show
    known.restore(show, by=mona, reason="It was fine", kept=None)
    assert stream_known_to(stream_id=show.pk, visitor=vera) == show


@pytest.mark.parametrize(("make", "after"), [(a_live_show, "ended"), (a_show, "cancelled")])
def test_stopping_ends_what_runs_and_cancels_what_was_to_come(make, after):
    show = make()
    judged(show, "stop")
    assert (show.status, show.end_reason) == (after, "A reason")


def test_stopping_what_is_over_changes_nothing():
    show = a_live_show()
    end_stream(stream_id=show.pk, by=show.creator.user)
    judged(show, "stop")
    assert (show.status, show.end_reason) == ("ended", "")


def test_a_show_is_reported_only_by_who_can_know_of_it():
    show, known = a_live_show(), subject_kind("stream")
    judged(show, "hide")
    assert known.find(show.pk, a_person("vera")) is None
    assert known.find(show.pk, None) == show
    assert known.owner(show) == show.creator.user_id
    assert known.describe(show).title == show.title


def test_moderators_act_on_shows_and_finance_sees_seats():
    assert "streams.change_stream" in granted(Role.MODERATOR)
    assert "streams.change_stream" not in granted(Role.FINANCE)
    assert "streams.view_streamticket" in granted(Role.FINANCE)
    assert "streams.view_streamticket" not in granted(Role.MODERATOR)


def test_a_history_tells_of_a_ticket_on_both_sides():
    show, vera = a_show(visibility="ticketed", ticket_price=100), somebody_with(250)
    ticket = buy_ticket(stream_id=show.pk, person=vera, key=a_key())
    with acting_as(vera.pk):
        story = stories_of(vera.pk, {ticket.transfer_id: f"ticket:{show.pk}"})[ticket.transfer_id]
    assert (str(story.title), story.paid, story.given_back) == ("Ticket for “Open mic”", 100, False)
    start_stream(stream_id=show.pk, by=show.creator.user)
    end_stream(stream_id=show.pk, by=show.creator.user)
    close_tickets_of(show.pk)
    creator = show.creator.user_id
    with acting_as(creator):
        paid = LedgerTransfer.objects.get(kind="ticket", fee__gt=0)
        story = stories_of(creator, {paid.pk: paid.reference})[paid.pk]
    assert (str(story.title), story.paid, story.fee) == ("A seat at “Open mic”", 100, 10)


def test_people_get_what_they_did_and_are_forgotten():
    show, vera = a_show(visibility="ticketed", ticket_price=100), somebody_with(250)
    buy_ticket(stream_id=show.pk, person=vera, key=a_key())
    StreamReminder.objects.create(stream=show, person=vera)
    seat = StreamViewer.objects.create(
        stream=show, person=vera, viewer=f"p:{vera.pk}", country="DE", referrer="example.org", joined_at=show.created_at
    )
    for name in ("streams.tickets", "streams.reminders", "streams.watched"):
        part = part_named(name)
        assert len(list(part.export(vera))) == 1
        if part.erase:
            part.erase(vera)
            part.erase(vera)
    seat.refresh_from_db()
    assert (seat.person_id, seat.country, seat.referrer) == (None, "", "")
    assert str(vera.pk) not in seat.viewer
    assert not StreamReminder.objects.exists()
    assert StreamTicket.objects.count() == 1


def test_a_creator_who_leaves_gives_back_what_was_paid_and_leaves_no_words():
    rita = a_creator("rita")
    show = a_show(rita, visibility="ticketed", ticket_price=100, description="My words", tags=["mine"])
    vera = somebody_with(250)
    buy_ticket(stream_id=show.pk, person=vera, key=a_key())
    part = part_named("streams.shows")
    assert [row["title"] for row in part.export(rita.user)] == ["Open mic"]
    part.erase(rita.user)
    part.erase(rita.user)
    close_tickets_of(show.pk)
    gone = Stream.everything.get(pk=show.pk)
    assert (gone.status, gone.title, gone.description, gone.tags) == ("cancelled", "–", "", [])
    assert purse(vera) == 250
