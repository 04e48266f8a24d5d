import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission

from accounts.models import User, UserSettings
from accounts.tests.cast import logged_in, person

pytestmark = pytest.mark.django_db
PEOPLE = "/admin/accounts/user/"
RAISED = {
    "role": "admin",
    "is_active": "on",
    "is_staff": "on",
    "is_superuser": "on",
}


def boss(name="boss"):
    return person(name, is_staff=True, is_superuser=True, role=User.Role.ADMIN)


def clerk(name="clerk", *permissions):
    """Works at the desk, with these permissions over people alone."""
    somebody = person(name, is_staff=True, role=User.Role.MODERATOR)
    wanted = [f"{verb}_user" for verb in permissions or ("view", "change", "add", "delete")]
    somebody.user_permissions.set(Permission.objects.filter(codename__in=wanted, content_type__app_label="accounts"))
    return somebody


def desk_of(somebody):
    return logged_in(somebody, second_factor=True)


def page_of(somebody, act="change"):
    return f"{PEOPLE}{somebody.pk}/{act}/"


def form_of(somebody, **changes):
    return {
        "username": somebody.username,
        "email": somebody.email,
        "date_of_birth": "1990-01-01",
        "role": somebody.role,
        "is_active": "on",
        **changes,
    }


def rights_of(somebody):
    somebody = User.everyone.get(pk=somebody.pk)
    return (
        somebody.role,
        somebody.is_staff,
        somebody.is_superuser,
        sorted(somebody.get_all_permissions()) if not somebody.is_superuser else ["everything"],
    )


def test_a_superuser_gives_rights_to_somebody_else_and_the_history_says_so():
    chief, dora = boss(), person("dora")
    looking = Permission.objects.get(codename="view_creatorprofile")
    answer = desk_of(chief).post(page_of(dora), form_of(dora, is_active="", user_permissions=[looking.pk]))
    assert answer.status_code == 302
    dora.refresh_from_db()
    assert not dora.is_active
    assert list(dora.user_permissions.all()) == [looking]
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (chief, str(dora.pk))
    assert "User permissions" in entry.get_change_message()


def test_what_somebody_is_at_the_desk_is_given_elsewhere():
    """Where role, groups and the door of the desk are set together, so that they cannot say different things."""
    chief, dora = boss(), person("dora")
    group = Group.objects.create(name="Moderators")
    assert desk_of(chief).post(page_of(dora), form_of(dora, **RAISED, groups=[group.pk])).status_code == 302
    assert rights_of(dora) == ("viewer", False, False, [])
    assert not dora.groups.exists()


def test_nobody_changes_their_own_rights_not_even_a_superuser():
    chief = boss()
    desk_of(chief).post(page_of(chief), form_of(chief, role="viewer", is_active="", is_superuser="", is_staff=""))
    chief.refresh_from_db()
    assert (chief.role, chief.is_active, chief.is_staff, chief.is_superuser) == ("admin", True, True, True)


def test_staff_cannot_raise_themselves():
    momo = clerk()
    before = rights_of(momo)
    answer = desk_of(momo).post(page_of(momo), form_of(momo, **RAISED, groups=[], user_permissions=[1, 2, 3]))
    assert answer.status_code == 403
    assert rights_of(momo) == before


def test_staff_cannot_raise_anybody_else():
    momo, dora = clerk(), person("dora")
    everything = list(Permission.objects.values_list("pk", flat=True))
    group = Group.objects.create(name="All")
    desk_of(momo).post(page_of(dora), form_of(dora, **RAISED, groups=[group.pk], user_permissions=everything))
    assert rights_of(dora) == ("viewer", False, False, [])


def test_staff_cannot_take_an_account_over():
    """Neither by its address, to which a new password could be sent, nor by a password of their own choosing."""
    momo, dora = clerk(), person("dora")
    desk = desk_of(momo)
    desk.post(page_of(dora), form_of(dora, email="momo+dora@example.com"))
    taken = desk.post(page_of(dora, "password"), {"password1": "a word of momo", "password2": "a word of momo"})
    dora.refresh_from_db()
    assert dora.email == "dora@example.com"
    assert taken.status_code == 403
    assert not dora.check_password("a word of momo")
    assert "argon2" not in desk.get(page_of(dora)).content.decode()


def test_staff_look_after_the_audience():
    momo, dora = clerk(), person("dora")
    answer = desk_of(momo).post(page_of(dora), {"username": "dora_the_second", "date_of_birth": "1991-02-03"})
    assert answer.status_code == 302
    dora.refresh_from_db()
    assert (dora.username, str(dora.date_of_birth)) == ("dora_the_second", "1991-02-03")
    assert LogEntry.objects.get().user == momo


@pytest.mark.parametrize("colleague", [boss, clerk])
def test_staff_do_not_touch_their_colleagues(colleague):
    momo, other = clerk(), colleague("other")
    answer = desk_of(momo).post(page_of(other), {"username": "renamed", "date_of_birth": "1991-02-03"})
    assert answer.status_code == 403
    other.refresh_from_db()
    assert other.username == "other"


def test_who_may_only_look_only_looks():
    momo, dora = clerk("momo", "view"), person("dora")
    desk = desk_of(momo)
    assert desk.get(page_of(dora)).status_code == 200
    assert desk.post(page_of(dora), {"username": "renamed"}).status_code == 403


def test_who_may_not_even_look_finds_nothing():
    desk = desk_of(person("momo", is_staff=True))
    for address in (PEOPLE, page_of(person("dora"))):
        assert desk.get(address).status_code == 403


@pytest.mark.parametrize("who", [boss, clerk])
def test_nobody_is_thrown_away_by_hand(who):
    dora = person("dora")
    desk = desk_of(who())
    assert desk.post(page_of(dora, "delete"), {"post": "yes"}).status_code == 403
    desk.post(PEOPLE, {"action": "delete_selected", "_selected_action": [str(dora.pk)], "post": "yes"})
    assert User.objects.filter(pk=dora.pk).exists()


def newcomer(**changes):
    word = "a long enough word"
    return {
        "email": "nina@example.com",
        "username": "nina",
        "date_of_birth": "1990-01-01",
        "role": "viewer",
        "password1": word,
        "password2": word,
        **changes,
    }


def test_a_superuser_adds_somebody_with_all_that_a_person_has():
    chief = boss()
    assert desk_of(chief).post(f"{PEOPLE}add/", newcomer()).status_code == 302
    nina = User.objects.get(username="nina")
    assert nina.check_password("a long enough word")
    assert (nina.is_staff, nina.is_superuser) == (False, False)
    assert UserSettings.objects.filter(user=nina).exists()
    assert LogEntry.objects.get().object_id == str(nina.pk)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"date_of_birth": ""}, "State a date of birth."),
        ({"email": "BOSS@example.com"}, "Somebody uses this email address already."),
        ({"username": "Boss"}, "This username is taken."),
        ({"username": "a b"}, "letters, digits and underscores"),
        ({"password1": "short", "password2": "short"}, "at least 10 characters"),
    ],
)
def test_a_newcomer_that_cannot_be_is_refused_in_words(changes, reason):
    answer = desk_of(boss()).post(f"{PEOPLE}add/", newcomer(**changes))
    assert answer.status_code == 200
    assert reason in answer.content.decode()
    assert not User.objects.filter(email="nina@example.com").exists()


def test_staff_add_nobody():
    assert desk_of(clerk()).post(f"{PEOPLE}add/", newcomer()).status_code == 403


def test_groups_are_rights_and_so_only_a_superuser_changes_them():
    group = Group.objects.create(name="Moderators")
    momo = clerk()
    momo.user_permissions.add(*Permission.objects.filter(content_type__app_label="auth"))
    momo.groups.add(group)
    everything = {"name": "Moderators", "permissions": list(Permission.objects.values_list("pk", flat=True))}
    address = f"/admin/auth/group/{group.pk}/change/"
    assert desk_of(momo).post(address, everything).status_code == 403
    assert not group.permissions.exists()
    assert desk_of(boss()).post(address, everything).status_code == 302
    assert group.permissions.exists()


def test_people_are_found_by_name_address_and_id():
    chief, dora = boss(), person("dora", email="stage@example.org")
    person("max")
    desk = desk_of(chief)
    for word in ("DORA", "stage@example", str(dora.pk)):
        found = desk.get(PEOPLE, {"q": word}).content.decode()
        assert page_of(dora) in found
        assert "max@example.com" not in found


def test_deleted_people_are_still_seen_by_those_who_look_after_them():
    chief, dora = boss(), person("dora")
    User.everyone.filter(pk=dora.pk).update(deleted_at=dora.created_at)
    found = desk_of(chief).get(PEOPLE, {"deleted_at__isempty": "0"}).content.decode()
    assert page_of(dora) in found
    assert page_of(chief) not in found


def test_the_list_asks_as_much_for_many_as_for_few(django_assert_max_num_queries):
    desk = desk_of(boss())
    for number in range(30):
        person(f"guest{number}")
    with django_assert_max_num_queries(20):
        assert desk.get(PEOPLE).status_code == 200
