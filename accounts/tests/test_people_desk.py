import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission

from accounts.models import CreatorProfile, User, UserSession
from accounts.notifications import VERIFIED
from accounts.services.notifying import notify
from accounts.tests.cast import logged_in, person
from accounts.tests.ensemble import a_creator, a_person
from roastlive.lib.rls import acting_as

pytestmark = pytest.mark.django_db

PEOPLE, CREATORS = "/admin/accounts/user/", "/admin/accounts/creatorprofile/"
SESSIONS, NOTIFICATIONS = "/admin/accounts/usersession/", "/admin/accounts/notification/"


def clerk(*permissions, name="clerk"):
    somebody = person(name, is_staff=True, role=User.Role.MODERATOR)
    somebody.user_permissions.set(
        Permission.objects.filter(codename__in=permissions, content_type__app_label="accounts")
    )
    return somebody


def boss():
    return person("boss", is_staff=True, is_superuser=True, role=User.Role.ADMIN)


def act(client, page, action, *rows, **more):
    return client.post(page, {"action": action, "_selected_action": [str(row.pk) for row in rows], **more})


def test_a_badge_needs_a_reason_and_leaves_it_in_the_history():
    rita = a_creator("rita")
    desk = logged_in(clerk("view_creatorprofile", "change_creatorprofile"), second_factor=True)
    asked = act(desk, CREATORS, "verify", rita)
    assert asked.status_code == 200
    assert "Why?" in asked.content.decode()
    assert CreatorProfile.objects.get().verified_at is None
    assert act(desk, CREATORS, "verify", rita, reason=" ").status_code == 400
    assert act(desk, CREATORS, "verify", rita, reason="Saw her passport").status_code == 302
    assert CreatorProfile.objects.get().verified_at is not None
    act(desk, CREATORS, "unverify", rita, reason="It was a library card")
    assert CreatorProfile.objects.get().verified_at is None
    assert [entry.get_change_message() for entry in LogEntry.objects.order_by("pk")] == [
        "Verified: Saw her passport",
        "Badge off: It was a library card",
    ]


def test_who_may_only_look_verifies_nobody():
    rita = a_creator("rita")
    desk = logged_in(clerk("view_creatorprofile"), second_factor=True)
    act(desk, CREATORS, "verify", rita, reason="Because")
    assert CreatorProfile.objects.get().verified_at is None


def test_nobody_vouches_for_themselves():
    own = a_creator("boss", stage_name="The Boss")
    User.objects.filter(pk=own.user_id).update(is_staff=True, is_superuser=True, role=User.Role.ADMIN)
    desk = logged_in(User.objects.get(pk=own.user_id), second_factor=True)
    act(desk, CREATORS, "verify", own, reason="I know me")
    assert CreatorProfile.objects.get().verified_at is None


def test_shutting_somebody_out_ends_their_devices_and_can_be_undone():
    vera = a_person("vera")
    theirs = logged_in(vera)
    assert theirs.get("/settings/").status_code == 200
    desk = logged_in(clerk("view_user", "change_user"), second_factor=True)
    act(desk, PEOPLE, "shut_out", vera, reason="Threats in chat")
    assert User.objects.get(pk=vera.pk).is_active is False
    assert theirs.get("/settings/").status_code == 302
    with acting_as(vera.pk):
        assert {row.ending for row in UserSession.objects.filter(user=vera)} == {"staff"}
    assert "Threats in chat" in LogEntry.objects.latest("pk").get_change_message()
    act(desk, PEOPLE, "let_in", vera, reason="Appeal granted")
    assert User.objects.get(pk=vera.pk).is_active is True


@pytest.mark.parametrize("action", ["shut_out", "end_sessions"])
def test_colleagues_and_oneself_are_not_a_clerks_business(action):
    clerk_self = clerk("view_user", "change_user")
    other, above = clerk(name="other"), boss()
    desk = logged_in(clerk_self, second_factor=True)
    theirs = logged_in(above, second_factor=True)
    act(desk, PEOPLE, action, clerk_self, other, above, reason="Coup")
    assert User.objects.filter(is_active=False).count() == 0
    assert theirs.get("/settings/").status_code == 200
    assert LogEntry.objects.count() == 0


def test_a_device_is_logged_out_with_a_reason():
    vera = a_person("vera")
    theirs = logged_in(vera)
    with acting_as(vera.pk):
        row = UserSession.objects.get(user=vera)
    desk = logged_in(clerk("view_usersession", "change_usersession"), second_factor=True)
    assert "vera" in desk.get(SESSIONS).content.decode()
    assert desk.get(f"{SESSIONS}{row.pk}/change/").status_code == 200
    act(desk, SESSIONS, "end_them", row, reason="Stolen phone")
    assert theirs.get("/settings/").status_code == 302
    assert LogEntry.objects.get().get_change_message() == "Stolen phone"


def test_the_desk_sees_that_somebody_was_told_and_not_what():
    vera = a_person("vera")
    notify(recipient=vera, type=VERIFIED, title="A very private matter")
    desk = logged_in(clerk("view_notification"), second_factor=True)
    page = desk.get(NOTIFICATIONS).content.decode()
    assert "vera" in page
    assert VERIFIED in page
    assert "A very private matter" not in page


def test_creators_are_found_and_not_edited():
    rita = a_creator("rita", stage_name="Rita Rust")
    a_creator("otto")
    desk = logged_in(boss(), second_factor=True)
    page = desk.get(CREATORS, {"q": "rust"}).content.decode()
    assert "Rita Rust" in page
    assert "@otto" not in page
    desk.post(f"{CREATORS}{rita.pk}/change/", {"stage_name": "Edited", "follower_count": 99})
    assert CreatorProfile.objects.get(pk=rita.pk).stage_name == "Rita Rust"
    assert desk.get(f"{CREATORS}add/").status_code == 403
