"""Who works at the desk, and as what. A person's role and their groups say the same, because only this sets them."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.selectors import profile_of
from accounts.services.sessions import Ending, end_sessions
from moderation.errors import CannotWorkHere, NotYourOwnRights, OnlySuperusersAppoint, SomebodyMustRemain
from moderation.roles import STANDS_AS, Role
from moderation.services import audit
from roastlive.lib.errors import Invalid


@transaction.atomic
def appoint(
    *,
    person: User,
    role: str,
    by: User | None,
    reason: str = "",
    own_groups: Collection[Group] = (),
    may_everything: bool = False,
) -> User:
    """Give somebody a role, and of the groups that the house made by hand exactly these. By nobody is by a command.

    Raises OnlySuperusersAppoint, NotYourOwnRights, CannotWorkHere, SomebodyMustRemain, Invalid.
    """
    row = _may_change(person, by)
    if role not in Role.values or (may_everything and role != Role.ADMINISTRATOR):
        raise Invalid
    if row.email_verified_at is None or not row.is_active or row.deleted_at or row.leaves_at:
        raise CannotWorkHere
    if not may_everything:
        _require_another_superuser(row)
    before = role_of(row)
    row.is_staff, row.is_superuser = True, may_everything
    row.role = STANDS_AS.get(Role(role)) or _audience_role(row)
    row.save(update_fields=["is_staff", "is_superuser", "role", "updated_at"])
    row.groups.set([Group.objects.get_or_create(name=role)[0], *_made_by_hand(own_groups)])
    audit.note(
        actor=by,
        act="staff.appointed",
        subject=f"person:{row.pk}",
        reason=reason,
        detail={"role": role, "before": before or "", "everything": may_everything},
    )
    return row


@transaction.atomic
def dismiss(*, person: User, by: User | None, reason: str = "") -> User:
    """They stay as one of the audience, without any right that staff have; their devices are logged out.

    Raises OnlySuperusersAppoint, NotYourOwnRights, SomebodyMustRemain, Invalid.
    """
    row = _may_change(person, by)
    _require_another_superuser(row)
    before = role_of(row)
    row.is_staff = row.is_superuser = False
    row.role = _audience_role(row)
    row.save(update_fields=["is_staff", "is_superuser", "role", "updated_at"])
    row.groups.clear()
    row.user_permissions.clear()
    end_sessions(user_id=row.pk, ending=Ending.STAFF)
    audit.note(
        actor=by, act="staff.dismissed", subject=f"person:{row.pk}", reason=reason, detail={"before": before or ""}
    )
    return row


def role_of(person: User) -> Role | None:
    """What they are at the desk, by their groups; a superuser without one is an administrator."""
    names = {group.name for group in person.groups.all()}
    found = next((role for role in reversed(Role) if role.value in names), None)
    return Role.ADMINISTRATOR if found is None and person.is_superuser else found


def is_consistent(person: User) -> bool:
    """Whether role, groups and the door of the desk say the same. Only rows written by hand do not."""
    role = role_of(person)
    if role is None:
        return not person.is_staff and person.role not in STANDS_AS.values()
    stands = person.role == STANDS_AS[role] if role in STANDS_AS else person.role not in STANDS_AS.values()
    return person.is_staff and stands


def _may_change(person: User, by: User | None) -> User:
    if by is not None and not (by.is_active and by.is_superuser):
        raise OnlySuperusersAppoint
    if by is not None and by.pk == person.pk:
        raise NotYourOwnRights
    # All of them in one order: two who dismiss each other at once wait for one another here, and one of them remains.
    list(User.objects.select_for_update().filter(is_superuser=True).order_by("pk"))
    return User.everyone.select_for_update().get(pk=person.pk)


def _require_another_superuser(person: User) -> None:
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=person.pk)
    if person.is_superuser and not others.exists():
        raise SomebodyMustRemain


def _audience_role(person: User) -> str:
    if person.date_of_birth is None:
        raise Invalid(errors={"date_of_birth": [_("State their date of birth first. Only moderators may lack one.")]})
    return User.Role.CREATOR if profile_of(person) else User.Role.VIEWER


def _made_by_hand(groups: Collection[Group]) -> list[Group]:
    return [group for group in groups if group.name not in Role.values]
