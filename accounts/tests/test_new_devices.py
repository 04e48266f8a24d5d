from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Notification, User
from accounts.notifications import NEW_DEVICE
from accounts.services.preferences import change_settings
from accounts.services.sessions import purge_sessions
from accounts.tests.cast import PASSWORD, letters, logged_in, path_in, person
from roastlive.lib.rls import acting_as

pytestmark = pytest.mark.django_db

FIREFOX = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
NEWER_FIREFOX = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0"}
PHONE = {"HTTP_USER_AGENT": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Mobile Safari/604.1"}


def told(somebody):
    with acting_as(somebody.pk):
        return list(Notification.objects.filter(recipient=somebody, type=NEW_DEVICE).order_by("id"))


def long_here(name):
    somebody = person(name)
    User.objects.filter(pk=somebody.pk).update(created_at=timezone.now() - timedelta(days=90))
    return somebody


def test_the_first_device_of_a_newcomer_is_no_news():
    dora = person("dora")
    logged_in(dora, **FIREFOX)
    assert told(dora) == []


def test_another_device_is_told_with_a_letter_and_a_link():
    dora = person("dora")
    logged_in(dora, **FIREFOX)
    logged_in(dora, **PHONE)
    [row] = told(dora)
    assert row.link == "/settings/devices/"
    assert row.message.startswith("Safari, iPhone.")
    [letter] = [letter for letter in letters() if letter.subject == "A new device is logged in"]
    assert (letter.to, path_in(letter)) == (["dora@example.com"], "/settings/devices/")


def test_the_same_device_again_is_no_news_nor_is_its_update():
    dora = person("dora")
    logged_in(dora, **FIREFOX)
    logged_in(dora, **FIREFOX).post("/logout/")
    logged_in(dora, **NEWER_FIREFOX)
    assert told(dora) == []


def test_it_is_told_whatever_somebody_has_muted():
    dora = person("dora")
    change_settings(user=dora, email_enabled=False, push_enabled=False)
    logged_in(dora, **FIREFOX)
    logged_in(dora, **PHONE)
    assert "A new device is logged in" in [letter.subject for letter in letters()]


def test_a_program_is_a_device_too():
    dora = person("dora")
    logged_in(dora, **FIREFOX)
    Client().post(
        "/api/v1/auth/login/",
        {"email": dora.email, "password": PASSWORD, "device": "Somebody's script"},
        content_type="application/json",
    )
    assert [row.message.partition(".")[0] for row in told(dora)] == ["Somebody's script"]


def test_who_comes_back_after_every_trace_was_swept_is_told(time_machine):
    dora = long_here("dora")
    logged_in(dora, **FIREFOX)
    assert len(told(dora)) == 1
    time_machine.move_to(timezone.now() + timedelta(days=60))
    purge_sessions()
    logged_in(dora, **FIREFOX)
    assert len(told(dora)) == 2
