"""What stands at the left of the desk: the one place that lists it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Place:
    """A page of the desk. `icon` is one of the house's own; without a permission every member of staff may go there."""

    title: StrOrPromise
    icon: str
    route: str
    permission: str = ""


@dataclass(frozen=True, kw_only=True)
class Section:
    title: StrOrPromise
    places: list[Place] = field(default_factory=list)


SECTIONS = [
    Section(
        title=_("Today"),
        places=[Place(title=_("What waits"), icon="bell", route="admin:index")],
    ),
    Section(
        title=_("People"),
        places=[
            Place(
                title=_("People"), icon="users", route="admin:accounts_user_changelist", permission="accounts.view_user"
            ),
            Place(title=_("Groups"), icon="shield", route="admin:auth_group_changelist", permission="auth.view_group"),
        ],
    ),
    Section(
        title=_("House"),
        places=[
            Place(
                title=_("Outbox"),
                icon="send",
                route="admin:kernel_outboxmessage_changelist",
                permission="kernel.view_outboxmessage",
            ),
            Place(
                title=_("History"),
                icon="clock",
                route="admin:admin_logentry_changelist",
                permission="admin.view_logentry",
            ),
        ],
    ),
]


def sections(request: HttpRequest) -> list[dict[str, Any]]:
    """In the form the theme wants, without what this person may not open."""
    allowed = [
        (
            section,
            [place for place in section.places if not place.permission or request.user.has_perm(place.permission)],
        )
        for section in SECTIONS
    ]
    return [
        {
            "title": section.title,
            "items": [{"title": place.title, "icon": place.icon, "link": reverse(place.route)} for place in places],
        }
        for section, places in allowed
        if places
    ]
