"""Who works at the desk, and that nobody gets there by themselves."""

from __future__ import annotations

import threading
from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import User
from accounts.tests.cast import logged_in, person
from accounts.tests.ensemble import a_creator
from moderation.errors import CannotWorkHere, NotYourOwnRights, OnlySuperusersAppoint, SomebodyMustRemain
from moderation.models import AuditLog
from moderation.roles import Role
from moderation.services.staff import appoint, dismiss, is_consistent, role_of
from moderation.tests.identity_stage import staff
from roastlive.lib.errors import Invalid
from roastlive.lib.redis_clients import redis_client

pytestmark = pytest.mark.django_db
STAFF = "/admin/moderation/staffmember/"


@pytest.fixture(autouse=True)
def fresh_limits():
    redis_client().flushdb()


def boss(name="boss"):
    return person(name, is_staff=True, is_superuser=True, role=User.Role.ADMIN)


def desk_of(somebody):
    return logged_in(somebody, second_factor=True)


def as_now(somebody):
    return User.everyone.prefetch_related("groups").get(pk=somebody.pk)


def position(somebody):
    row = as_now(somebody)
    return row.role, row.is_staff, row.is_superuser, sorted(group.name for group in row.groups.all())


@pytest.mark.parametrize(
    ("role", "stands_as"),
    [
        (Role.MODERATOR, "moderator"),
        (Role.SENIOR_MODERATOR, "moderator"),
        (Role.FINANCE, "viewer"),
        (Role.ADMINISTRATOR, "admin"),
    ],
)
def test_role_and_group_are_given_together_and_taken_together(role, stands_as):
    chief, dora = boss(), person("dora")
    appoint(person=dora, role=role, by=chief, reason="She is good at it.")
    assert position(dora) == (stands_as, True, False, [role.value])
    assert (role_of(as_now(dora)), is_consistent(as_now(dora))) == (role, True)
    entry = AuditLog.objects.get(act="staff.appointed")
    assert (entry.actor, entry.subject, entry.reason) == (chief, f"person:{dora.pk}", "She is good at it.")
    dismiss(person=dora, by=chief, reason="She left.")
    assert position(dora) == ("viewer", False, False, [])
    assert is_consistent(as_now(dora))
    assert AuditLog.objects.get(act="staff.dismissed").detail["before"] == role.value


def test_another_role_replaces_the_first_and_a_creator_stays_one():
    chief, rita = boss(), a_creator("rita").user
    appoint(person=rita, role=Role.MODERATOR, by=chief)
    appoint(person=rita, role=Role.FINANCE, by=chief)
    assert position(rita) == ("creator", True, False, ["finance"])
    dismiss(person=rita, by=chief)
    assert position(rita) == ("creator", False, False, [])


def test_groups_of_the_house_itself_are_given_beside_the_role():
    chief, dora = boss(), person("dora")
    own, other = Group.objects.create(name="Late shift"), Group.objects.get(name="finance")
    appoint(person=dora, role=Role.MODERATOR, by=chief, own_groups=[own, other])
    assert position(dora)[3] == ["Late shift", "moderator"]


def test_who_is_let_go_loses_every_right_and_every_device():
    chief, momo = boss(), staff("momo")
    momo.user_permissions.add(Permission.objects.first())
    desk = desk_of(momo)
    dismiss(person=momo, by=chief)
    assert as_now(momo).get_all_permissions() == set()
    assert desk.get("/admin/").status_code == 302


def test_only_a_superuser_appoints_and_never_themselves():
    chief, dora = boss(), person("dora")
    administrator = staff("ada", Role.ADMINISTRATOR)
    for by in (administrator, staff("momo"), dora):
        with pytest.raises(OnlySuperusersAppoint):
            appoint(person=dora, role=Role.MODERATOR, by=by)
        with pytest.raises(OnlySuperusersAppoint):
            dismiss(person=chief, by=by)
    for deed in (lambda: appoint(person=chief, role=Role.MODERATOR, by=chief), lambda: dismiss(person=chief, by=chief)):
        with pytest.raises(NotYourOwnRights):
            deed()
    User.objects.filter(pk=chief.pk).update(is_active=False)
    with pytest.raises(OnlySuperusersAppoint):
        appoint(person=dora, role=Role.MODERATOR, by=User.objects.get(pk=chief.pk))
    assert position(dora) == ("viewer", False, False, [])


def test_who_cannot_come_in_cannot_work_here():
    chief = boss()
    for name, fields in {"shut": {"is_active": False}, "new": {"email_verified_at": None}}.items():
        with pytest.raises(CannotWorkHere):
            appoint(person=person(name, **fields), role=Role.MODERATOR, by=chief)
    with pytest.raises(Invalid):
        appoint(person=person("dora"), role="emperor", by=chief)
    with pytest.raises(Invalid):
        appoint(person=person("dana"), role=Role.MODERATOR, by=chief, may_everything=True)


def test_the_last_one_who_may_do_everything_remains():
    chief, second = boss(), boss("second")
    dismiss(person=second, by=chief)
    with pytest.raises(SomebodyMustRemain):
        dismiss(person=chief, by=None)
    with pytest.raises(SomebodyMustRemain):
        appoint(person=chief, role=Role.MODERATOR, by=None)
    assert position(chief)[2]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_dismiss_each_other_at_once_one_remains():
    first, second = boss("first"), boss("second")
    ready = threading.Barrier(2)

    def run(by, other):
        ready.wait()
        try:
            dismiss(person=other, by=User.objects.get(pk=by.pk))
        except (SomebodyMustRemain, OnlySuperusersAppoint):
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in ((first, second), (second, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert User.objects.filter(is_superuser=True).count() == 1


def test_who_has_no_birthday_is_not_sent_among_the_audience():
    chief, momo = boss(), staff("momo", date_of_birth=None)
    with pytest.raises(Invalid) as refused:
        dismiss(person=momo, by=chief)
    assert list(refused.value.errors) == ["date_of_birth"]
    assert position(momo)[1]


def test_a_superuser_appoints_changes_and_lets_go_at_the_desk():
    chief, dora = boss(), person("dora")
    desk = desk_of(chief)
    assert desk.get(f"{STAFF}add/").status_code == 200
    said = {"who": "DORA", "role": "moderator", "reason": "She asked nicely."}
    assert desk.post(f"{STAFF}add/", said).status_code == 302
    assert position(dora) == ("moderator", True, False, ["moderator"])
    listed = desk.get(STAFF).content.decode()
    assert "dora@example.com" in listed
    change = {"role": "administrator", "may_everything": "on", "reason": "She runs the place."}
    assert desk.post(f"{STAFF}{dora.pk}/change/", change).status_code == 302
    assert position(dora) == ("admin", True, True, ["administrator"])
    gone = {"action": "dismiss", "_selected_action": [str(dora.pk)], "reason": "She moved away."}
    desk.post(STAFF, gone)
    assert position(dora) == ("viewer", False, False, [])


@pytest.mark.parametrize(
    "said",
    [
        {"who": "nobody", "role": "moderator", "reason": "none"},
        {"who": "dora", "role": "emperor", "reason": "none"},
        {"who": "dora", "role": "moderator", "reason": ""},
        {"who": "dora", "role": "moderator", "reason": "x"},
        {"who": "boss", "role": "moderator", "reason": "It is me."},
        {"who": "dora", "role": "moderator", "may_everything": "on", "reason": "a friend"},
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(said):
    chief, dora = boss(), person("dora")
    assert desk_of(chief).post(f"{STAFF}add/", said).status_code == 400
    assert position(dora) == ("viewer", False, False, [])
    assert position(chief)[2]


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.SENIOR_MODERATOR, Role.FINANCE, Role.ADMINISTRATOR])
def test_nobody_below_a_superuser_raises_themselves_or_another(role):
    """By each way there is: the staff pages, the person's form, groups, and fields that nobody offered."""
    momo, dora = staff("momo", role), person("dora")
    before = position(momo), position(dora), as_now(momo).get_all_permissions()
    everything = [str(pk) for pk in Permission.objects.values_list("pk", flat=True)]
    groups = [str(pk) for pk in Group.objects.values_list("pk", flat=True)]
    raised = {
        "role": "admin",
        "is_staff": "on",
        "is_superuser": "on",
        "is_active": "on",
        "groups": groups,
        "user_permissions": everything,
        "may_everything": "on",
        "reason": "because",
    }
    desk = desk_of(momo)
    for target in (momo, dora):
        named = {"username": target.username, "email": target.email, "date_of_birth": "1985-01-01", **raised}
        desk.post(f"/admin/accounts/user/{target.pk}/change/", named)
        desk.post(f"{STAFF}{target.pk}/change/", {**raised, "role": "administrator"})
        desk.post(f"{STAFF}add/", {**raised, "role": "administrator", "who": target.username})
        client_form = {**named, "password1": "a long enough word", "password2": "a long enough word"}
        desk.post(
            "/admin/accounts/user/add/", {**client_form, "username": f"{target.username}2", "email": "a@b.example"}
        )
    desk.post(STAFF, {"action": "dismiss", "_selected_action": [str(momo.pk)], "reason": "because"})
    desk.post("/admin/auth/group/add/", {"name": "Mine", "permissions": everything})
    for group in groups:
        desk.post(f"/admin/auth/group/{group}/change/", {"name": "moderator", "permissions": everything})
        desk.post(f"/admin/auth/group/{group}/delete/", {"post": "yes"})
    answers = [
        desk.patch(
            "/api/v1/me/", {"role": "admin", "is_staff": True, "is_superuser": True}, content_type="application/json"
        ),
        desk.put("/api/v1/identity-check/", {"status": "approved"}, content_type="application/json"),
    ]
    assert all(400 <= answer.status_code < 500 for answer in answers)
    assert (position(momo), position(dora), as_now(momo).get_all_permissions()) == before
    assert not User.objects.filter(email="a@b.example").exists()
    assert Group.objects.filter(pk__in=groups).count() == len(groups)
    assert not Group.objects.filter(name="Mine").exists()


def test_the_command_appoints_lists_and_lets_go():
    person("dora")
    assert say("add", "DORA@example.com", "--role", "moderator", "--reason", "She asked.") == "dora is moderator now.\n"
    assert "dora <dora@example.com>: moderator" in say("list")
    entry = AuditLog.objects.get(act="staff.appointed")
    assert (entry.actor, entry.reason) == (None, "She asked.")
    assert say("remove", "dora@example.com") == "dora works here no more.\n"
    with pytest.raises(CommandError, match="Nobody has an account"):
        say("add", "nobody@example.com", "--role", "finance")
    boss()
    with pytest.raises(CommandError, match="the last one"):
        say("remove", "boss@example.com")


def test_rows_that_were_written_by_hand_are_noticed():
    dora = staff("dora", Role.FINANCE, role="moderator")
    assert not is_consistent(as_now(dora))
    assert "does not fit" in say("list")
    assert "Appoint them anew" in desk_of(boss()).get(STAFF).content.decode()


def say(*words):
    out = StringIO()
    call_command("staff", *words, stdout=out)
    return out.getvalue()
