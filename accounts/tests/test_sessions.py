from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.errors import SessionNotFound
from accounts.events import SessionEnded
from accounts.models import UserSession
from accounts.services.purge import forget_old_keys
from accounts.services.sessions import end_session, end_sessions
from accounts.tests.cast import is_in, logged_in, person, row_of, rows_of
from roastlive.lib import events
from roastlive.lib.realtime.sessions import user_of_session
from roastlive.lib.redis_clients import redis_client
from roastlive.lib.rls import acting_as

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/19.0 Mobile/15E148 Safari/604.1"
)


def test_a_log_in_is_a_device_with_a_name_an_address_and_no_readable_key():
    dora = person()
    client = logged_in(dora, HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="198.51.100.4")
    [row] = rows_of(dora)
    assert (row.device, row.ip, row.kind) == ("Firefox, Linux", "198.51.100.4", UserSession.Kind.BROWSER)
    key = client.session.session_key
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_key FROM django_session")
        names = [name for (name,) in cursor.fetchall()]
    assert key not in names
    assert row.key_hash.startswith(names[0])


def test_the_page_shows_every_device_and_which_one_this_is():
    dora = person()
    logged_in(dora, HTTP_USER_AGENT=IPHONE)
    page = logged_in(dora, HTTP_USER_AGENT=FIREFOX).get("/settings/devices/").content.decode()
    assert "Safari, iPhone" in page
    assert "Firefox, Linux" in page
    assert page.count("This device") == 1


def test_a_revoked_device_is_out_at_its_next_request():
    dora = person()
    here, there = logged_in(dora), logged_in(dora)
    here.post(f"/settings/devices/{row_of(there, dora).pk}/end/")
    assert is_in(here)
    assert not is_in(there)


def test_a_revoked_device_opens_no_socket():
    dora = person()
    client = logged_in(dora)
    key = client.session.session_key
    assert user_of_session(key) == dora
    end_sessions(user_id=dora.pk)
    assert user_of_session(key) is None


@pytest.mark.django_db(transaction=True)
def test_the_end_is_announced_after_the_commit_with_what_sockets_know_it_by(monkeypatch):
    heard = []
    monkeypatch.setitem(events._receivers, SessionEnded, [*events._receivers[SessionEnded], heard.append])
    dora = person()
    row = row_of(logged_in(dora), dora)
    end_session(user_id=dora.pk, session_id=row.pk)
    assert [(event.session_id, event.user_id, event.key_hash) for event in heard] == [(row.pk, dora.pk, row.key_hash)]


def test_nobody_ends_a_strangers_device():
    dora, emil = person(), person("emil")
    there = logged_in(emil)
    with pytest.raises(SessionNotFound):
        end_session(user_id=dora.pk, session_id=row_of(there, emil).pk)
    assert logged_in(dora).post(f"/settings/devices/{row_of(there, emil).pk}/end/").status_code == 404
    assert is_in(there)


def test_ending_all_others_keeps_the_one_in_hand():
    dora = person()
    here, there, elsewhere = (logged_in(dora) for _ in range(3))
    assert here.post("/settings/devices/others/end/").status_code == 302
    assert [is_in(client) for client in (here, there, elsewhere)] == [True, False, False]


def test_ending_all_others_asks_first_if_it_is_still_you():
    dora = person()
    with time_machine.travel("2026-01-01 12:00:00+00:00", tick=False) as clock:
        here, there = logged_in(dora), logged_in(dora)
        clock.shift(timedelta(minutes=10))
        assert here.post("/settings/devices/others/end/").url.startswith("/settings/security/confirm/")
        assert is_in(there)


def test_sessions_survive_a_flush_of_redis():
    client = logged_in(person())
    redis_client().flushdb()
    assert is_in(client)


def test_an_ended_session_is_not_revived_by_a_copy_in_redis():
    dora = person()
    client = logged_in(dora)
    assert is_in(client)
    kept = {name: redis_client().get(name) for name in redis_client().keys("session:*")}
    end_sessions(user_id=dora.pk)
    for name, value in kept.items():
        redis_client().set(name, value)
    assert kept
    assert not is_in(client)


def test_a_session_ends_two_weeks_after_it_was_last_used():
    with time_machine.travel("2026-01-01 12:00:00+00:00", tick=False) as clock:
        client = logged_in(person())
        clock.shift(timedelta(days=13))
        assert is_in(client)
        clock.shift(timedelta(days=13))
        assert is_in(client)
        clock.shift(timedelta(days=14, seconds=1))
        assert not is_in(client)


def test_being_seen_is_written_down_at_most_once_a_minute():
    dora = person()
    with time_machine.travel("2026-01-01 12:00:00+00:00", tick=False) as clock:
        client = logged_in(dora)
        first = row_of(client, dora).last_seen_at
        clock.shift(timedelta(seconds=59))
        is_in(client)
        assert row_of(client, dora).last_seen_at == first
        clock.shift(timedelta(seconds=1))
        is_in(client)
        assert row_of(client, dora).last_seen_at == timezone.now()


def test_a_suspended_person_is_out_everywhere():
    dora = person()
    client = logged_in(dora)
    dora.is_active = False
    dora.save()
    assert not is_in(client)


def test_the_database_shows_sessions_to_their_owner_alone():
    dora, emil = person(), person("emil")
    logged_in(dora)
    with acting_as(emil.pk):
        assert not UserSession.objects.exists()
    assert not UserSession.objects.exists()


def test_old_devices_are_forgotten_and_living_ones_are_not():
    dora = person()
    with time_machine.travel("2026-01-01 12:00:00+00:00", tick=False) as clock:
        logged_in(dora)
        clock.shift(timedelta(days=46))
        client = logged_in(dora)
        forget_old_keys()
        assert [row.pk for row in rows_of(dora)] == [row_of(client, dora).pk]
        assert Session.objects.count() == 1


def test_the_desks_own_log_out_ends_the_row_too():
    dora = person()
    client = logged_in(dora)
    client.post("/logout/")
    assert [row.ending for row in rows_of(dora)] == [UserSession.Ending.LOGOUT]


def test_somebody_unknown_costs_no_session():
    Client().get("/login/")
    assert not Session.objects.exists()
