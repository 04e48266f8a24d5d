"""Lines that are taken away, and people who may not write, with everything that is theirs."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.tests.ensemble import a_creator, a_person
from moderation.errors import AlreadySanctioned, NotToBeSanctioned, Sanctioned
from moderation.models import ModerationAction, UserSanction
from roastlive.lib.errors import Conflict, Forbidden, Invalid, NotFound
from roastlive.lib.eventstore import store
from roastlive.lib.ids import uuid7
from roastlive.lib.redis_clients import redis_client
from streams.collections import CHAT
from streams.errors import MessageNotFound, NotShutOut, StreamNotFound, UnbanDecided, UnbanNotFound
from streams.models import UnbanRequest
from streams.selectors.chat import pinned_in
from streams.selectors.streams import stream_seen_by
from streams.services.chat.pinning import pin
from streams.services.chat.removing import ban, clear_chat, remove_line, time_out, unban
from streams.services.chat.unbans import answer_unban, ask_back
from streams.tests.chatting import a_moderator, a_room, said, seen
from streams.tests.stage import a_live_show

pytestmark = pytest.mark.django_db


def calm():
    """Limits are not what is tried here."""
    redis_client().flushdb()


def test_ones_own_line_goes_and_anybodys_for_who_keeps_order():
    show, vera, emil = a_room(), a_person("vera"), a_person("emil")
    first, second = said(show, vera, "one"), said(show, vera, "two")
    with pytest.raises(Forbidden):
        remove_line(stream=show, message_id=first["id"], by=emil)
    remove_line(stream=show, message_id=first["id"], by=vera)
    assert not ModerationAction.objects.exists()
    greta = a_moderator(show)
    remove_line(stream=show, message_id=second["id"], by=greta)
    noted = ModerationAction.objects.get()
    assert (noted.action, noted.actor, noted.person_id) == ("hide", greta, vera.pk)
    assert seen(show) == []
    kept = store().get(CHAT, second["id"])
    assert (kept["text"], kept["deleted_by"]) == ("two", greta.pk)
    with pytest.raises(MessageNotFound):
        remove_line(stream=show, message_id=second["id"], by=greta)


def test_another_rooms_line_is_none_of_this_one():
    show, other = a_room(), a_live_show("otto")
    line = said(other, a_person("vera"), "over there")
    with pytest.raises(MessageNotFound):
        remove_line(stream=show, message_id=line["id"], by=show.creator.user)
    with pytest.raises(MessageNotFound):
        pin(stream=show, message_id=line["id"], by=show.creator.user)


def test_a_timeout_silences_at_once_and_takes_their_lines_along():
    show, vera = a_room(), a_person("vera")
    said(show, vera, "one")
    said(show, a_person("emil"), "mine stays")
    greta = a_moderator(show)
    row = time_out(stream=show, person_id=vera.pk, by=greta, seconds=60, reason="Calm down.")
    assert seen(show) == ["mine stays"]
    with pytest.raises(Sanctioned, match="Calm down"):
        said(show, vera, "two")
    # They still watch, and write elsewhere.
    assert stream_seen_by(stream_id=show.pk, visitor=vera) == show
    said(a_live_show("otto"), vera, "hello")
    with pytest.raises(AlreadySanctioned):
        time_out(stream=show, person_id=vera.pk, by=greta, seconds=30)
    UserSanction.objects.filter(pk=row.pk).update(ends_at=timezone.now())
    calm()
    said(show, vera, "back")


def test_how_long_and_whom():
    show, vera = a_room(), a_person("vera")
    rita, greta = show.creator.user, a_moderator(show)
    for seconds in (0, -1, 14 * 24 * 3600 + 1):
        with pytest.raises(Invalid):
            time_out(stream=show, person_id=vera.pk, by=rita, seconds=seconds)
    with pytest.raises(Forbidden):
        time_out(stream=show, person_id=greta.pk, by=vera, seconds=10)
    with pytest.raises(Forbidden):
        ban(stream=show, person_id=rita.pk, by=greta)
    with pytest.raises(NotToBeSanctioned):
        ban(stream=show, person_id=greta.pk, by=greta)
    with pytest.raises(NotFound):
        ban(stream=show, person_id=uuid7(), by=greta)


def test_a_ban_shuts_the_door_and_its_end_opens_it():
    show, vera = a_room(), a_person("vera")
    said(show, vera, "one")
    ban(stream=show, person_id=vera.pk, by=show.creator.user)
    assert seen(show) == []
    with pytest.raises(Sanctioned):
        stream_seen_by(stream_id=show.pk, visitor=vera)
    assert unban(stream=show, person_id=vera.pk, by=show.creator.user) == 1
    assert stream_seen_by(stream_id=show.pk, visitor=vera) == show
    with pytest.raises(NotShutOut):
        unban(stream=show, person_id=vera.pk, by=show.creator.user)


def test_more_lines_than_a_page_holds_go_too(monkeypatch):
    monkeypatch.setattr("streams.selectors.chat.LINES_OF_A_PERSON", 2)
    show, vera = a_room(), a_person("vera")
    for number in range(5):
        calm()
        said(show, vera, f"line {number}")
    time_out(stream=show, person_id=vera.pk, by=show.creator.user, seconds=60)
    assert seen(show) == []


def test_what_is_pinned_stays_in_sight_until_it_goes():
    show, vera = a_room(), a_person("vera")
    line = said(show, vera, "the point")
    with pytest.raises(Forbidden):
        pin(stream=show, message_id=line["id"], by=vera)
    pin(stream=show, message_id=line["id"], by=show.creator.user)
    assert pinned_in(show)["message"]["text"] == "the point"
    remove_line(stream=show, message_id=line["id"], by=vera)
    assert pinned_in(show)["message"] is None


def test_clearing_leaves_nothing():
    show, vera = a_room(), a_person("vera")
    said(show, vera, "one")
    said(show, show.creator.user, "two")
    with pytest.raises(Forbidden):
        clear_chat(stream=show, by=vera)
    assert clear_chat(stream=show, by=show.creator.user) == 2
    assert seen(show) == []


def test_asking_to_come_back_once_and_being_let_in():
    show, vera = a_room(), a_person("vera")
    with pytest.raises(NotShutOut):
        ask_back(channel=show.creator, person=vera, words="Please let me in")
    ban(stream=show, person_id=vera.pk, by=show.creator.user)
    asked = ask_back(channel=show.creator, person=vera, words="Please let me in")
    with pytest.raises(Conflict):
        ask_back(channel=show.creator, person=vera, words="Please let me in")
    for stranger in (a_creator("otto").user, vera):
        with pytest.raises(UnbanNotFound):
            answer_unban(request_id=asked.pk, by=stranger, grant=True)
    answer_unban(request_id=asked.pk, by=a_moderator(show), grant=True, answer="Be nice.")
    assert stream_seen_by(stream_id=show.pk, visitor=vera) == show
    with pytest.raises(UnbanDecided):
        answer_unban(request_id=asked.pk, by=show.creator.user, grant=False)
    assert UnbanRequest.objects.get().status == "granted"


def test_a_blocked_person_finds_no_room():
    show, vera = a_room(), a_person("vera")
    type(show).objects.filter(pk=show.pk).update(hidden_at=timezone.now())
    with pytest.raises(StreamNotFound):
        stream_seen_by(stream_id=show.pk, visitor=vera)
