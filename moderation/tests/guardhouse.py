"""Who keeps order in these tests, and who needs it."""

from __future__ import annotations

from django.contrib.auth.models import Permission

from accounts.models import User
from accounts.tests.cast import person
from moderation.admin.appeals import VIEW as VIEW_APPEAL
from moderation.models import UserSanction
from moderation.services.appeals import ANSWER
from moderation.services.sanctions import ISSUE, ISSUE_GRAVE, LIFT, sanction

Kind = UserSanction.Kind

USUAL = (ISSUE, LIFT, ANSWER, VIEW_APPEAL, "moderation.view_usersanction")


def with_permissions(somebody: User, *names: str) -> User:
    codenames = [name.partition(".")[2] for name in names]
    somebody.user_permissions.add(*Permission.objects.filter(codename__in=codenames))
    return User.objects.get(pk=somebody.pk)


def a_guard(name: str = "greta") -> User:
    """A moderator."""
    return with_permissions(person(name, is_staff=True, role=User.Role.MODERATOR), *USUAL)


def a_captain(name: str = "carla") -> User:
    """A senior moderator."""
    return with_permissions(person(name, is_staff=True, role=User.Role.MODERATOR), *USUAL, ISSUE_GRAVE)


def sanctioned(somebody: User, kind: str = Kind.MUTE, *, by: User | None = None, **more: object) -> UserSanction:
    """By a senior moderator, if nobody is named."""
    judge = by or User.objects.filter(username="carla").first() or a_captain()
    return sanction(person=somebody, kind=kind, by=judge, reason=str(more.pop("reason", "You know why.")), **more)
