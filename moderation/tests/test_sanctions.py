"""The ladder: who may sanction whom, for how long, and how it ends."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from accounts.models import Notification, User
from accounts.selectors import settings_of
from accounts.tests.cast import letters, person
from accounts.tests.ensemble import a_creator
from moderation.errors import (
    AlreadySanctioned,
    NotToBeSanctioned,
    NotYourColleague,
    Sanctioned,
    SanctionOver,
    TooGrave,
)
from moderation.models import Act, AuditLog, ChannelDelegate, UserSanction
from moderation.services.sanctions import lift, next_step, sanction
from moderation.services.sanctions_over import tell_whose_time_is_up
from moderation.services.standing import require_may, standing_of
from moderation.tests.guardhouse import Kind, a_captain, a_guard, sanctioned
from roastlive.lib.errors import Forbidden, Invalid
from roastlive.lib.rls import acting_as

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def told(somebody: User) -> list[Notification]:
    with acting_as(somebody.pk):
        return list(Notification.objects.filter(recipient=somebody).order_by("id"))


def forbidden(somebody: User, channel=None) -> set[Act]:
    here = standing_of(somebody.pk, channel.pk if channel else None)
    return {act for act in Act if not here.may(act)}


@pytest.mark.parametrize(
    ("kind", "acts"),
    [
        (Kind.WARNING, set()),
        (Kind.MUTE, {Act.SPEAK}),
        (Kind.TIMEOUT, {Act.SPEAK, Act.MEET, Act.GO_LIVE}),
        (Kind.SUSPENSION, set(Act)),
        (Kind.BAN, set(Act)),
    ],
)
def test_each_rung_forbids_its_own(kind: str, acts: set[Act]):
    dora = person()
    sanctioned(dora, kind)
    assert forbidden(dora) == acts
    for act in acts:
        with pytest.raises(Sanctioned) as refused:
            require_may(dora.pk, act)
        assert "You know why." in str(refused.value)


def test_in_a_channel_it_holds_there_alone():
    dora, rita, rosa = person(), a_creator("rita"), a_creator("rosa")
    sanctioned(dora, Kind.BAN, by=rita.user, channel=rita)
    assert forbidden(dora, rita) == {Act.ENTER, Act.SPEAK, Act.MEET, Act.GIVE}
    assert forbidden(dora, rosa) == forbidden(dora) == set()


def test_the_longest_is_what_is_said():
    dora = person()
    sanctioned(dora, Kind.MUTE, lasts=DAY, reason="Too loud.")
    sanctioned(dora, Kind.TIMEOUT, lasts=2 * DAY, reason="Far too loud.")
    with pytest.raises(Sanctioned) as refused:
        require_may(dora.pk, Act.SPEAK)
    assert "Far too loud." in str(refused.value)


def test_it_ends_by_the_clock_and_without_a_task():
    dora = person()
    row = sanctioned(dora, Kind.MUTE, lasts=DAY)
    with time_machine.travel(row.ends_at - timedelta(seconds=1), tick=False):
        assert forbidden(dora) == {Act.SPEAK}
    with time_machine.travel(row.ends_at, tick=False):
        assert forbidden(dora) == set()


def test_whoever_is_through_with_it_is_told_once():
    dora = person()
    row = sanctioned(dora, Kind.MUTE, lasts=DAY)
    sanctioned(person("rosa"), Kind.BAN)
    assert tell_whose_time_is_up() == 0
    with time_machine.travel(row.ends_at, tick=False):
        assert tell_whose_time_is_up() == 1
        assert tell_whose_time_is_up() == 0
    assert [note.type for note in told(dora)] == ["moderation.sanctioned", "moderation.sanction_over"]


def test_they_are_told_in_their_language_even_if_they_want_no_mail():
    dora = person()
    chosen = settings_of(dora)
    chosen.email_enabled = False
    chosen.save()
    sanctioned(dora, Kind.SUSPENSION, reason="Three slurs in one set.")
    (note,) = told(dora)
    assert (note.type, note.read_at, note.link) == ("moderation.shut_out", None, "/settings/standing/")
    assert "Three slurs in one set." in note.message
    assert any("Three slurs" in letter.body for letter in letters() if letter.to == [dora.email])


def test_the_internal_note_stays_inside():
    dora = person()
    sanctioned(dora, Kind.BAN, note="Smells like Kurt again.")
    assert not any("Kurt" in letter.body for letter in letters())
    assert all("Kurt" not in note.message for note in told(dora))


def test_each_act_stands_in_the_audit_log():
    dora, captain = person(), a_captain()
    row = sanctioned(dora, Kind.BAN, by=captain)
    lift(sanction=row, by=captain, reason="It was her twin.")
    issued, lifted = AuditLog.objects.filter(subject=f"person:{dora.pk}").order_by("created_at")
    assert (issued.act, issued.actor, issued.detail["kind"]) == ("sanction.issued", captain, "ban")
    assert (lifted.act, lifted.reason) == ("sanction.lifted", "It was her twin.")


def test_a_creators_own_housekeeping_stays_out_of_the_houses_books():
    rita = a_creator("rita")
    sanctioned(person(), Kind.TIMEOUT, by=rita.user, channel=rita, lasts=timedelta(seconds=30))
    assert not AuditLog.objects.filter(act="sanction.issued").exists()


@pytest.mark.parametrize("kind", [Kind.SUSPENSION, Kind.BAN])
def test_a_moderator_neither_suspends_nor_bans(kind: str):
    with pytest.raises(TooGrave):
        sanctioned(person(), kind, by=a_guard())
    assert not UserSanction.objects.exists()


def test_a_moderator_times_out_for_two_weeks_and_a_senior_one_for_longer():
    guard, dora = a_guard(), person()
    sanctioned(dora, Kind.TIMEOUT, by=guard, lasts=14 * DAY)
    with pytest.raises(TooGrave):
        sanctioned(dora, Kind.TIMEOUT, by=guard, lasts=15 * DAY)
    sanctioned(dora, Kind.TIMEOUT, lasts=30 * DAY)


def test_a_stranger_and_somebody_sanctioned_sanction_nobody():
    dora, rosa = person("dora"), person("rosa")
    with pytest.raises(Forbidden):
        sanctioned(dora, by=rosa)
    with pytest.raises(Forbidden):
        sanctioned(dora, by=a_creator("rita").user, channel=a_creator("rick"))


def test_nobody_sanctions_themselves_their_administrators_or_their_colleagues():
    captain, guard = a_captain(), a_guard()
    admin = person("ada", is_staff=True, is_superuser=True, role=User.Role.ADMIN)
    for untouchable in (captain, admin):
        with pytest.raises(NotToBeSanctioned):
            sanctioned(untouchable, Kind.WARNING, by=captain)
    with pytest.raises(NotYourColleague):
        sanctioned(guard, Kind.WARNING, by=captain)
    sanctioned(guard, Kind.WARNING, by=admin)


def test_nobody_is_sanctioned_in_their_own_channel():
    rita = a_creator("rita")
    with pytest.raises(NotToBeSanctioned):
        sanctioned(rita.user, Kind.MUTE, channel=rita)


def test_a_delegate_keeps_order_in_the_channel_and_nowhere_else():
    rita, helper, dora = a_creator("rita"), person("hanna"), person("dora")
    ChannelDelegate.objects.create(channel=rita, person=helper, may_moderate=True)
    row = sanctioned(dora, Kind.BAN, by=helper, channel=rita)
    lift(sanction=row, by=rita.user, reason="She sang an apology.")
    with pytest.raises(Forbidden):
        sanctioned(dora, by=helper)


@pytest.mark.parametrize(
    ("kind", "lasts"),
    [
        ("exile", None),
        (Kind.WARNING, DAY),
        (Kind.BAN, DAY),
        (Kind.MUTE, timedelta(0)),
        (Kind.MUTE, -DAY),
        (Kind.MUTE, timedelta(days=10**6)),
        (Kind.TIMEOUT, timedelta(microseconds=1)),
    ],
)
def test_what_makes_no_sense_is_refused(kind: str, lasts: timedelta | None):
    with pytest.raises(Invalid):
        sanctioned(person(), kind, lasts=lasts)


@pytest.mark.parametrize("reason", ["", "  ", "no", "x" * 301, "nul\0 in it", "\ud800 half"])
def test_a_reason_has_to_be_readable(reason: str):
    with pytest.raises(Invalid):
        sanction(person=person(), kind=Kind.MUTE, by=a_guard(), reason=reason)


def test_the_same_again_has_to_last_longer():
    dora = person()
    sanctioned(dora, Kind.MUTE, lasts=2 * DAY)
    with pytest.raises(AlreadySanctioned):
        sanctioned(dora, Kind.MUTE, lasts=DAY)
    sanctioned(dora, Kind.MUTE, lasts=3 * DAY)
    sanctioned(dora, Kind.WARNING)
    sanctioned(dora, Kind.WARNING)


def test_the_database_keeps_the_rules_too():
    dora, guard, now = person(), a_guard(), timezone.now()
    good = {"person": dora, "issued_by": guard, "reason": "You know.", "starts_at": now, "scope": "platform"}
    for wrong in (
        {"kind": "exile"},
        {"kind": "ban", "ends_at": now + DAY},
        {"kind": "mute"},
        {"kind": "mute", "ends_at": now - DAY},
        {"kind": "ban", "issued_by": dora},
        {"kind": "ban", "channel": a_creator("rita")},
        {"kind": "ban", "lifted_at": now},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            UserSanction.objects.create(**{**good, **wrong})


def test_lifting_needs_rank_or_to_have_issued_it():
    dora, guard, captain = person(), a_guard(), a_captain()
    ban = sanctioned(dora, Kind.BAN, by=captain)
    with pytest.raises(TooGrave):
        lift(sanction=ban, by=guard, reason="Surely a mistake.")
    for powerless in (dora, person("rosa")):
        with pytest.raises(Forbidden):
            lift(sanction=ban, by=powerless, reason="Surely a mistake.")
    lift(sanction=ban, by=captain, reason="A mistake.")
    assert forbidden(dora) == set()


def test_what_is_over_is_not_lifted():
    row = sanctioned(person(), Kind.MUTE, lasts=DAY)
    with time_machine.travel(row.ends_at, tick=False), pytest.raises(SanctionOver):
        lift(sanction=row, by=a_guard(), reason="Too late.")
    lift(sanction=row, by=a_guard("gus"), reason="In time.")
    with pytest.raises(SanctionOver):
        lift(sanction=row, by=a_guard("gil"), reason="Twice.")


@pytest.mark.parametrize(
    ("severity", "kind", "lasts"),
    [(10, Kind.WARNING, None), (60, Kind.MUTE, DAY), (80, Kind.TIMEOUT, 3 * DAY), (95, Kind.SUSPENSION, 7 * DAY)],
)
def test_the_first_step_goes_by_what_was_done(severity: int, kind: str, lasts: timedelta | None):
    assert next_step(person=person(), severity=severity) == (kind, lasts)


def test_the_ladder_goes_up_and_time_takes_it_down_again():
    dora, seen = person(), []
    now = timezone.now()
    for turn in range(7):
        with time_machine.travel(now + turn * DAY, tick=False):
            kind, lasts = next_step(person=dora, severity=30)
            seen.append(kind)
            sanctioned(dora, kind, lasts=lasts)
        if kind == Kind.BAN:
            break
    assert seen == sorted(seen, key=list(Kind).index)
    assert seen[0] == Kind.WARNING
    assert seen[-1] == Kind.BAN
    with time_machine.travel(now + timedelta(days=3 * 365), tick=False):
        assert next_step(person=dora, severity=30)[0] == Kind.WARNING


def test_what_was_lifted_does_not_count():
    dora = person()
    row = sanctioned(dora, Kind.BAN)
    assert next_step(person=dora, severity=30)[0] != Kind.WARNING
    lift(sanction=row, by=row.issued_by, reason="A mistake.")
    assert next_step(person=dora, severity=30)[0] == Kind.WARNING


@pytest.mark.django_db(transaction=True)
def test_of_two_moderators_at_once_one_sanctions():
    dora, judges = person(), [a_guard(f"guard{number}") for number in range(6)]
    gate = Barrier(len(judges))

    def judge(by: User) -> str:
        try:
            gate.wait()
            sanctioned(dora, Kind.MUTE, by=by, lasts=DAY)
        except AlreadySanctioned:
            return "refused"
        finally:
            connections.close_all()
        return "done"

    with (
        time_machine.travel(timezone.now(), tick=False),
        ThreadPoolExecutor(len(judges)) as pool,
    ):
        outcomes = list(pool.map(judge, judges))
    assert sorted(outcomes) == ["done", *["refused"] * 5]
    assert UserSanction.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_it_is_lifted_once_however_many_press():
    row, judges = sanctioned(person(), Kind.MUTE), [a_guard(f"guard{number}") for number in range(6)]
    gate = Barrier(len(judges))

    def press(by: User) -> str:
        try:
            gate.wait()
            lift(sanction=row, by=by, reason="Enough.")
        except SanctionOver:
            return "refused"
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(judges)) as pool:
        assert sorted(pool.map(press, judges)) == ["done", *["refused"] * 5]
    assert AuditLog.objects.filter(act="sanction.lifted").count() == 1
