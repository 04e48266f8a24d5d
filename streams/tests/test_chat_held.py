"""Lines that wait for somebody's eye, and lines that are refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from accounts.tests.ensemble import a_creator, a_person
from moderation.models import ModerationAction
from roastlive.lib.errors import DomainError, Forbidden
from roastlive.lib.ids import uuid7
from streams.errors import HeldDecided, HeldNotFound, MessageRefused
from streams.models import HeldMessage
from streams.services.chat.holding import decide_held, expire_held
from streams.services.chat.saying import say_line
from streams.tests.chatting import a_moderator, a_room, seen

LINK = "look at https://spam.example/x"


def hold_one(show, person, **more):
    assert say_line(stream=show, person=person, text=LINK, **more) == {"held": True}
    return HeldMessage.objects.get()


@pytest.mark.django_db
def test_a_held_line_is_in_no_room_until_somebody_lets_it_through():
    show, vera = a_room(links="hold"), a_person("vera")
    held = hold_one(show, vera)
    assert seen(show) == []
    noted = ModerationAction.objects.get(subject_kind="held_line")
    assert (noted.actor, noted.action, noted.person_id) == (None, "hold", vera.pk)
    greta = a_moderator(show)
    decide_held(held_id=held.pk, by=greta, approve=True)
    assert seen(show) == [LINK]
    assert ModerationAction.objects.filter(subject_kind="held_line", actor=greta, action="restore").exists()
    with pytest.raises(HeldDecided):
        decide_held(held_id=held.pk, by=greta, approve=False)


@pytest.mark.django_db
def test_sent_again_under_its_key_a_held_line_waits_once():
    show, vera, key = a_room(links="hold"), a_person("vera"), uuid7()
    hold_one(show, vera, key=key)
    hold_one(show, vera, key=key)


@pytest.mark.django_db
def test_turned_away_and_forgotten_lines_never_appear():
    show, vera = a_room(links="hold"), a_person("vera")
    denied = hold_one(show, vera)
    decide_held(held_id=denied.pk, by=show.creator.user, approve=False)
    say_line(stream=show, person=vera, text=f"{LINK}y")
    assert expire_held() == 0
    assert expire_held(now=timezone.now() + timedelta(minutes=11)) == 1
    assert seen(show) == []
    assert set(HeldMessage.objects.values_list("status", flat=True)) == {"denied", "expired"}


@pytest.mark.django_db
def test_strangers_other_creators_and_the_author_decide_nothing():
    show, vera = a_room(links="hold"), a_person("vera")
    held = hold_one(show, vera)
    for person in (a_person("emil"), a_creator("otto").user, vera):
        with pytest.raises(HeldNotFound):
            decide_held(held_id=held.pk, by=person, approve=True)
    with pytest.raises(HeldNotFound):
        decide_held(held_id=uuid7(), by=show.creator.user, approve=True)
    held.author = show.creator.user
    held.save()
    with pytest.raises(Forbidden):
        decide_held(held_id=held.pk, by=show.creator.user, approve=True)


@pytest.mark.django_db
def test_what_is_blocked_is_refused_with_a_reason_and_noted():
    show, vera = a_room(links="block"), a_person("vera")
    with pytest.raises(MessageRefused) as refusal:
        say_line(stream=show, person=vera, text=LINK)
    assert "link" in str(refusal.value).lower()
    noted = ModerationAction.objects.get(action="block")
    assert (noted.subject_kind, noted.person_id, noted.actor) == ("message", vera.pk, None)
    assert not HeldMessage.objects.exists()
    assert seen(show) == []


@pytest.mark.django_db
def test_what_nobody_may_allow_is_looked_at_by_the_house():
    show, vera = a_room(), a_person("vera")
    try:
        assert say_line(stream=show, person=vera, text="I will find you and kill you tonight") == {"held": True}
    except MessageRefused:
        assert ModerationAction.objects.filter(action="block").exists()
    assert seen(show) == []


@pytest.mark.django_db(transaction=True)
def test_twenty_clicks_let_one_line_through():
    show, vera = a_room(links="hold"), a_person("vera")
    held, rita = hold_one(show, vera), show.creator.user

    def click(number):
        try:
            decide_held(held_id=held.pk, by=rita, approve=number % 2 == 0)
        except DomainError as error:
            return error.code
        finally:
            connections.close_all()
        return "decided"

    with ThreadPoolExecutor(8) as clicks:
        outcomes = list(clicks.map(click, range(20)))
    assert sorted(outcomes) == ["decided"] + ["held_decided"] * 19
    held.refresh_from_db()
    assert len(seen(show)) == (held.status == "approved")
    assert ModerationAction.objects.filter(subject_kind="held_line", actor=rita).count() == 1
