"""Who is given a pass to send or to watch, and how long it is good."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import jwt
import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import Follow
from accounts.tests.cast import logged_in
from accounts.tests.ensemble import a_creator, a_person
from moderation.tests.guardhouse import sanctioned
from streams.errors import PassRefused
from streams.models import Stream
from streams.services.broadcasting import may_see, may_send
from streams.services.life import end_stream
from streams.services.passes import Pass, issue_pass, read_pass
from streams.services.stream_keys import pass_by_key
from streams.tests.stage import a_live_show, a_show, follow

pytestmark = pytest.mark.django_db


def playback(browser: Client, show: Stream):
    return browser.get(f"/api/v1/streams/{show.pk}/playback/")


def ingest(browser: Client, show: Stream):
    return browser.post(f"/api/v1/streams/{show.pk}/ingest/", content_type="application/json")


def test_a_pass_is_good_for_one_stream_one_thing_and_a_short_time():
    stream, person = uuid4(), uuid4()
    token = issue_pass(action="play", stream_id=stream, user_id=person, country="DE")
    assert read_pass(token, action="play", stream_id=stream) == Pass("play", stream, person, "DE")
    for action, wanted in (("publish", stream), ("play", uuid4())):
        with pytest.raises(PassRefused):
            read_pass(token, action=action, stream_id=wanted)
    with time_machine.travel(timezone.now() + timedelta(minutes=3)), pytest.raises(PassRefused):
        read_pass(token, action="play", stream_id=stream)


@pytest.mark.parametrize(
    "token", ["", "x", "a.b.c", "é" * 50, jwt.encode({"aud": "media"}, "x" * 32, algorithm="HS256")]
)
def test_what_is_no_pass_is_refused(token: str):
    with pytest.raises(PassRefused):
        read_pass(token, action="play", stream_id=uuid4())


def test_somebody_who_is_not_logged_in_may_watch_what_is_public(client: Client):
    show = a_live_show()
    answer = playback(client, show)
    assert answer.status_code == 200
    kinds = [source["kind"] for source in answer.json()["sources"]]
    assert kinds == ["mse", "hls"]
    token = answer.json()["sources"][0]["path"].partition("pass=")[2]
    assert may_see(read_pass(token, action="play", stream_id=show.pk))


def test_a_door_stands_before_the_picture_too(client: Client):
    show = a_live_show(visibility=Stream.Visibility.FOLLOWERS)
    fan, stranger = a_person("vera"), a_person("emil")
    follow(fan, show.creator)
    assert playback(client, show).status_code == 403
    assert playback(logged_in(stranger), show).json()["code"] == "followers_only"
    assert playback(logged_in(fan), show).status_code == 200
    held = Pass("play", show.pk, fan.pk, "")
    assert may_see(held)
    Follow.objects.filter(follower=fan).delete()
    assert not may_see(held)


def test_where_a_creator_is_not_seen_there_is_no_picture():
    show = a_live_show()
    show.creator.blocked_regions = ["DE"]
    show.creator.save(update_fields=["blocked_regions"])
    assert not may_see(Pass("play", show.pk, None, "DE"))
    assert may_see(Pass("play", show.pk, None, "FR"))


def test_a_creator_sends_to_their_own_stage_alone(client: Client):
    show, rival = a_show("rita"), a_creator("otto")
    assert ingest(logged_in(show.creator.user), show).status_code == 200
    assert ingest(logged_in(rival.user), show).status_code == 404
    assert ingest(client, show).status_code in {401, 403}
    assert not may_send(Pass("publish", show.pk, rival.user_id, ""))


def test_who_is_suspended_or_over_sends_nothing():
    show = a_live_show()
    held = Pass("publish", show.pk, show.creator.user_id, "")
    assert may_send(held)
    browser = logged_in(show.creator.user)
    end_stream(stream_id=show.pk, by=show.creator.user)
    assert not may_send(held)
    assert ingest(browser, show).json()["code"] == "stream_over"
    other = a_live_show("otto")
    sanctioned(other.creator.user, "suspension")
    assert not may_send(Pass("publish", other.pk, other.creator.user_id, ""))


def test_the_stage_is_its_creators_until_the_show_is_over(client: Client):
    show, rival = a_show("rita"), a_creator("otto")
    path = f"/studio/streams/{show.pk}/stage/"
    assert client.get(path).status_code == 302
    assert logged_in(rival.user).get(path).status_code == 404
    browser = logged_in(show.creator.user)
    assert "Open camera and microphone" in browser.get(path).content.decode()
    Stream.objects.filter(pk=show.pk).update(status="cancelled", ended_at=timezone.now())
    assert browser.get(path).status_code == 302


def test_a_key_is_shown_once_and_made_anew():
    rita = a_creator("rita")
    browser = logged_in(rita.user)
    assert browser.get("/api/v1/stream-key/").json()["code"] == "no_stream_key"
    page = browser.post("/studio/encoder/").content.decode()
    key = page.partition("live?key=")[2].partition("<")[0]
    assert pass_by_key(key) is None
    show = a_live_show(rita)
    assert pass_by_key(key).stream_id == show.pk
    again = browser.get("/studio/encoder/").content.decode()
    assert key not in again
    assert key[-4:] in again
    fresh = browser.post("/api/v1/stream-key/", content_type="application/json").json()["key"]
    assert pass_by_key(key) is None
    assert pass_by_key(fresh).stream_id == show.pk
    assert browser.get("/api/v1/stream-key/").json()["hint"] == fresh[-4:]
    assert browser.post("/studio/encoder/drop/").status_code == 302
    assert pass_by_key(fresh) is None


def test_who_is_no_creator_has_no_key(client: Client):
    assert logged_in(a_person("vera")).post("/studio/encoder/").status_code == 404
    assert client.post("/studio/encoder/").status_code in {302, 403}
