"""Whoever comes back under another name is noticed, and nothing happens to them for that."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from accounts.tests.cast import is_in, logged_in, person
from moderation.models import Act, AuditLog, EvasionSignal, ShutOutTrace
from moderation.services.evasion import REVIEW, forget_old_traces, look_for_evasion, plain_mailbox, review
from moderation.services.sanctions import lift
from moderation.services.standing import standing_of
from moderation.tests.guardhouse import Kind, a_captain, sanctioned, with_permissions
from roastlive.lib.errors import Forbidden, Invalid

pytestmark = pytest.mark.django_db
PHONE = {"HTTP_USER_AGENT": "Mozilla/5.0 (Linux; Android 14) Firefox/130.0", "REMOTE_ADDR": "203.0.113.7"}
LAPTOP = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux) Firefox/130.0", "REMOTE_ADDR": "198.51.100.9"}


def banned(name: str = "kurt", **fields: object) -> User:
    kurt = person(name, **fields)
    logged_in(kurt, **PHONE)
    sanctioned(kurt, Kind.BAN)
    return kurt


def signals_of(somebody: User) -> list[EvasionSignal]:
    look_for_evasion(person_id=somebody.pk)
    return list(EvasionSignal.objects.filter(person=somebody))


@pytest.mark.parametrize(
    ("email", "plain"),
    [
        ("K.u.r.t+again@GoogleMail.com", "kurt@gmail.com"),
        ("k.urt+x@example.com", "k.urt@example.com"),
        ("kurt@example.com", "kurt@example.com"),
    ],
)
def test_one_mailbox_has_many_spellings(email: str, plain: str):
    assert plain_mailbox(email) == plain


def test_the_same_device_in_the_same_network_is_a_sign():
    kurt, truk = banned(), person("truk")
    browser = logged_in(truk, **PHONE)
    (signal,) = signals_of(truk)
    assert (signal.resembles, sorted(signal.reasons), signal.strength) == (kurt, ["address", "device"], 60)
    assert is_in(browser)
    assert standing_of(truk.pk).may(Act.SPEAK)


def test_the_same_mailbox_is_a_strong_one():
    banned(email="kurt@gmail.com")
    truk = person("truk", email="k.u.r.t+2@gmail.com")
    logged_in(truk, **LAPTOP)
    (signal,) = signals_of(truk)
    assert (signal.reasons, signal.strength) == (["email"], 80)


def test_a_browser_that_millions_have_says_nothing():
    banned()
    vera = person("vera")
    logged_in(vera, **{**PHONE, "REMOTE_ADDR": "192.0.2.44"})
    assert signals_of(vera) == []


def test_a_whole_household_of_ipv6_is_one():
    kurt = person("kurt")
    logged_in(kurt, **{**PHONE, "REMOTE_ADDR": "2001:db8:1:2::1"})
    sanctioned(kurt, Kind.SUSPENSION)
    truk = person("truk")
    logged_in(truk, **{**LAPTOP, "REMOTE_ADDR": "2001:db8:1:2:ffff::9"})
    assert [signal.reasons for signal in signals_of(truk)] == [["address"]]


def test_nothing_that_can_be_read_is_kept():
    banned()
    kept = list(ShutOutTrace.objects.values_list("hash", flat=True))
    assert kept
    assert all(len(digest) == 64 and "203" not in digest[:3] + "x" for digest in kept)


def test_whoever_may_come_in_again_is_evaded_by_nobody():
    kurt = banned()
    sanction = kurt.sanctions.get()
    lift(sanction=sanction, by=sanction.issued_by, reason="A mistake.")
    truk = person("truk")
    logged_in(truk, **PHONE)
    assert signals_of(truk) == []


def test_staff_share_networks_with_everybody():
    banned()
    guard = person("guard", is_staff=True, role=User.Role.MODERATOR)
    logged_in(guard, **PHONE)
    assert signals_of(guard) == []


def test_a_moderators_word_stays_until_they_share_more():
    banned(email="kurt@gmail.com")
    truk = person("truk")
    logged_in(truk, **PHONE)
    (signal,) = signals_of(truk)
    captain = with_permissions(a_captain("cato"), REVIEW)
    review(signal_id=signal.pk, by=captain, is_same=False)
    assert [again.status for again in signals_of(truk)] == ["dismissed"]
    with pytest.raises(Invalid):
        review(signal_id=signal.pk, by=captain, is_same=True)
    User.objects.filter(pk=truk.pk).update(email="kurt+again@gmail.com")
    assert [again.status for again in signals_of(truk)] == ["pending"]
    assert AuditLog.objects.filter(act="evasion.dismissed").count() == 1


def test_who_has_not_the_right_reviews_nothing():
    banned()
    truk = person("truk")
    logged_in(truk, **PHONE)
    (signal,) = signals_of(truk)
    with pytest.raises(Forbidden):
        review(signal_id=signal.pk, by=person("rosa"), is_same=True)


def test_all_of_it_is_forgotten_after_half_a_year():
    banned()
    truk = person("truk")
    logged_in(truk, **PHONE)
    assert signals_of(truk)
    assert forget_old_traces() == 0
    with time_machine.travel(timezone.now() + timedelta(days=181), tick=False):
        assert forget_old_traces() == 4
    assert not ShutOutTrace.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_coming_in_is_when_one_is_noticed():
    banned()
    truk = person("truk")
    logged_in(truk, **PHONE)
    assert EvasionSignal.objects.get().person == truk
