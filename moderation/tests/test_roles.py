"""Groups hold what was granted, and docs/roles.md says what that is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.test import RequestFactory

from moderation.models import KycVerification
from moderation.roles import Role, grant, granted
from moderation.services.role_groups import keep_role_groups
from moderation.tests.identity_stage import staff

pytestmark = pytest.mark.django_db
TABLE = Path(__file__).resolve().parents[2] / "docs" / "roles.md"
ROW = re.compile(r"^\| `(?P<model>[a-z_]+\.[A-Za-z]+)` \| (?P<cells>.+) \|$", re.MULTILINE)
# In the order of the columns.
COLUMNS = (Role.MODERATOR, Role.SENIOR_MODERATOR, Role.FINANCE, Role.ADMINISTRATOR)


@pytest.fixture(autouse=True)
def after_a_migration():
    """The tests' database may have been migrated before somebody granted something."""
    keep_role_groups(apps=apps)


def names_in(group):
    pairs = Group.objects.get(name=group).permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in pairs}


def written():
    """What the table promises: {model: {role: "see change"}}."""
    return {
        row["model"]: dict(zip(COLUMNS, (cell.strip() for cell in row["cells"].split("|")), strict=True))
        for row in ROW.finditer(TABLE.read_text())
    }


def seen(request, desk):
    rights = {
        "see": desk.has_view_permission(request),
        "add": desk.has_add_permission(request),
        "change": desk.has_change_permission(request),
        "delete": desk.has_delete_permission(request),
    }
    return " ".join(name for name, holds in rights.items() if holds) or "–"


@pytest.mark.parametrize("role", COLUMNS)
def test_every_page_of_the_desk_lets_a_role_do_what_the_table_says(role):
    request = RequestFactory().get("/admin/")
    request.user = staff("momo", role)
    found = {model._meta.label: seen(request, desk) for model, desk in admin.site._registry.items()}
    promised = {model: roles[role] for model, roles in written().items()}
    assert found == promised, "`manage.py roles` prints the table as it is now"


@pytest.mark.parametrize("role", Role)
def test_after_a_migration_a_group_holds_exactly_what_was_granted(role):
    assert names_in(role) == granted(role)


def test_what_is_granted_no_more_is_taken_and_what_the_house_made_stays():
    extra = Permission.objects.get(codename="delete_user")
    own = Group.objects.create(name="Late shift")
    own.permissions.add(extra)
    moderators = Group.objects.get(name=Role.MODERATOR)
    moderators.permissions.add(extra)
    moderators.permissions.remove(Permission.objects.get(codename="view_user"))
    keep_role_groups(apps=apps)
    assert names_in(Role.MODERATOR) == granted(Role.MODERATOR)
    assert names_in("Late shift") == {"accounts.delete_user"}


def test_every_permission_that_is_granted_is_one():
    for role in Role:
        for name in granted(role):
            app, codename = name.split(".")
            assert Permission.objects.filter(content_type__app_label=app, codename=codename).exists(), name


def test_a_role_has_what_it_includes():
    assert granted(Role.MODERATOR) < granted(Role.SENIOR_MODERATOR) < granted(Role.ADMINISTRATOR)
    assert granted(Role.FINANCE) < granted(Role.ADMINISTRATOR)


def test_documents_are_for_senior_moderators_and_finance():
    review = "moderation.review_kycverification"
    assert [role for role in Role if review in granted(role)] == [
        Role.SENIOR_MODERATOR,
        Role.FINANCE,
        Role.ADMINISTRATOR,
    ]
    assert KycVerification._meta.permissions[0][0] == review.partition(".")[2]


def test_no_role_may_give_rights():
    for role in Role:
        assert not {name for name in granted(role) if re.match(r"auth\.(add|change|delete)_", name)}


@pytest.mark.parametrize("name", ["view_user", "accounts.view user", "Accounts.view_user", "accounts."])
def test_what_is_no_permission_cannot_be_granted(name):
    with pytest.raises(ValueError, match="is no permission"):
        grant(Role.MODERATOR, name)
