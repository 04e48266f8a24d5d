"""What a chat may ask of a line, and of whom it asks nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Follow
from accounts.tests.ensemble import a_person
from roastlive.lib.errors import Forbidden, Invalid, Limited
from roastlive.lib.ids import uuid7
from streams.errors import (
    ChatClosed,
    ChatSlow,
    EmotesOnly,
    FollowersOnly,
    FollowingTooShort,
    NotUnique,
    SubscribersOnly,
)
from streams.models import Stream
from streams.selectors.chat import messages_page, modes_as_shown, shown_until
from streams.services.chat.modes import change_mode
from streams.services.chat.removing import remove_line
from streams.services.chat.saying import show_delayed, weigh
from streams.tests.chatting import a_moderator, a_room, said, seen
from streams.tests.stage import follow

pytestmark = pytest.mark.django_db


def test_slow_mode_keeps_a_persons_next_line_waiting_and_nobody_elses():
    show, vera, emil = a_room(slow_seconds=30), a_person("vera"), a_person("emil")
    said(show, vera, "one")
    with pytest.raises(ChatSlow) as refusal:
        said(show, vera, "two")
    assert 0 < refusal.value.retry_after <= 30
    said(show, emil, "mine")
    greta = a_moderator(show)
    for person in (greta, show.creator.user):
        said(show, person, "first")
        said(show, person, "second")


def test_a_line_refused_for_something_else_does_not_take_the_turn():
    show, vera = a_room(slow_seconds=30, emotes_only=True), a_person("vera")
    with pytest.raises(EmotesOnly):
        said(show, vera, "words")
    assert said(show, vera, ":flame: :mic:")["parts"][0]["emote"] == "flame"


def test_followers_write_once_they_have_followed_long_enough():
    show, vera = a_room(followers_only=True, follow_age=10), a_person("vera")
    with pytest.raises(FollowersOnly):
        said(show, vera, "hello")
    follow(vera, show.creator)
    with pytest.raises(FollowingTooShort):
        said(show, vera, "hello")
    Follow.objects.update(created_at=timezone.now() - timedelta(minutes=11))
    assert said(show, vera, "hello")["by"]["badges"] == ["follower"]


def test_subscribers_only(monkeypatch):
    show, vera = a_room(subscribers_only=True), a_person("vera")
    with pytest.raises(SubscribersOnly):
        said(show, vera, "hello")
    monkeypatch.setattr("streams.services.chat.authors.is_subscriber", lambda *_: True)
    assert "subscriber" in said(show, vera, "hello")["by"]["badges"]


def test_a_line_is_said_once_however_it_is_written():
    show, vera, emil = a_room(unique_messages=True), a_person("vera"), a_person("emil")
    said(show, vera, "First!")
    with pytest.raises(NotUnique):
        said(show, emil, "  FIRST ")
    said(show, emil, "second")


def test_a_closed_chat_and_a_show_that_is_over_take_no_lines():
    show, vera = a_room(), a_person("vera")
    Stream.objects.filter(pk=show.pk).update(chat_enabled=False)
    show.refresh_from_db()
    with pytest.raises(ChatClosed):
        said(show, vera, "hello")
    said(show, show.creator.user, "only me")
    Stream.objects.filter(pk=show.pk).update(status="ended", ended_at=timezone.now())
    show.refresh_from_db()
    with pytest.raises(ChatClosed):
        said(show, show.creator.user, "over")


def test_with_a_delay_nobody_reads_a_line_before_its_time():
    show, vera = a_room(delay_seconds=6), a_person("vera")
    line = said(show, vera, "wait for it")
    assert seen(show) == []
    assert messages_page(stream_id=show.pk, before=None, until=shown_until(show))[0] == []
    assert show_delayed(stream_id=show.pk, message_id=line["id"])
    remove_line(stream=show, message_id=line["id"], by=show.creator.user)
    assert not show_delayed(stream_id=show.pk, message_id=line["id"])


def test_three_lines_in_two_seconds_and_not_one_more():
    show, vera, greta = a_room(), a_person("vera"), None
    for number in range(3):
        said(show, vera, f"line {number}")
    with pytest.raises(Limited):
        said(show, vera, "line 4")
    greta = a_moderator(show)
    for number in range(10):
        said(show, greta, f"order {number}")


def test_said_again_under_the_same_key_it_is_the_same_line():
    show, vera, key = a_room(slow_seconds=30, unique_messages=True), a_person("vera"), uuid7()
    first = said(show, vera, "hello", key=key)
    assert said(show, vera, "hello", key=key) == first
    assert seen(show) == ["hello"]
    # Somebody else's page may have made the same key.
    assert said(show, a_person("emil"), "my own", key=key)["id"] != first["id"]


def test_who_changes_modes_and_which_values_are_none():
    show, vera = a_room(), a_person("vera")
    with pytest.raises(Forbidden):
        change_mode(stream=show, by=vera, name="slow", value=10)
    for name, value in (("slow", 2), ("slow", 121), ("delay", 3), ("follow_age", 10**6)):
        with pytest.raises(Invalid):
            change_mode(stream=show, by=show.creator.user, name=name, value=value)
    change_mode(stream=show, by=a_moderator(show), name="slow", value=10)
    assert modes_as_shown(show)["slow"] == 10


def test_a_line_asks_the_database_little(django_assert_max_num_queries):
    show, vera = a_room(slow_seconds=3, unique_messages=True), a_person("vera")
    said(show, a_person("emil"), "first")
    # Who writes, and what the chat asks of them. Sanctions are read from their copy outside of a test's transaction.
    with django_assert_max_num_queries(3):
        weigh(stream=show, person=vera, text="hello there")
