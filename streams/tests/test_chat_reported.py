"""A line of chat as something that can be reported, read with what was said around it, hidden and brought back."""

from __future__ import annotations

import pytest

from accounts.tests.ensemble import a_person
from moderation.subjects import subject_kind
from streams.models import HeldMessage, Stream
from streams.services.chat.removing import remove_line
from streams.services.chat.saying import say_line
from streams.tests.chatting import a_room, said, seen

pytestmark = pytest.mark.django_db


def test_a_line_is_found_by_who_sees_it_and_read_with_its_neighbours():
    show, vera, emil = a_room(), a_person("vera"), a_person("emil")
    said(show, emil, "before")
    line = said(show, vera, "the one")
    said(show, emil, "after")
    kind = subject_kind("message")
    found = kind.find(line["id"], emil)
    assert kind.owner(found) == vera.pk
    assert kind.channel(found) == show.creator_id
    told = kind.describe(found)
    assert (told.title, told.words) == ("vera", "the one")
    assert [(each.words, each.is_it) for each in told.lines] == [("before", False), ("the one", True), ("after", False)]
    Stream.objects.filter(pk=show.pk).update(visibility="followers")
    assert kind.find(line["id"], emil) is None
    assert kind.find(line["id"], None) is not None


def test_the_house_hides_a_line_and_brings_it_back_but_not_what_was_gone_before():
    show, vera, judge = a_room(), a_person("vera"), a_person("greta")
    line, gone = said(show, vera, "the one"), said(show, vera, "gone before")
    remove_line(stream=show, message_id=gone["id"], by=vera)
    kind = subject_kind("message")
    hidden, unseen = kind.find(line["id"], None), kind.find(gone["id"], None)
    kept = kind.hide(hidden, by=judge, reason="no")
    assert seen(show) == []
    kind.restore(unseen, by=judge, reason="yes", kept=kind.hide(unseen, by=judge, reason="no"))
    assert seen(show) == []
    kind.restore(hidden, by=judge, reason="yes", kept=kept)
    assert seen(show) == ["the one"]


def test_a_held_line_is_for_the_house_alone():
    show, vera = a_room(links="hold"), a_person("vera")
    say_line(stream=show, person=vera, text="https://spam.example/x")
    held, kind = HeldMessage.objects.get(), subject_kind("held_line")
    assert kind.find(held.pk, vera) is None
    found = kind.find(held.pk, None)
    assert (kind.owner(found), kind.describe(found).words) == (vera.pk, "https://spam.example/x")
