"""/api/v1/users: people, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from accounts.api.people import Person
from accounts.geo import country_of
from accounts.selectors import person_named, public_follows, visible_profile
from roastlive.lib.access import Access, public
from roastlive.lib.api.endpoints import endpoint
from roastlive.lib.api.views import ApiView

if TYPE_CHECKING:
    from rest_framework.request import Request


class UserView(ApiView):
    access: ClassVar[Access] = {"GET": public}

    @endpoint(gives=Person, refuses=(404,), tags=("users",))
    def get(self, request: Request, username: str) -> dict[str, Any]:
        person = person_named(username)
        country = country_of(request)
        return {
            "username": person.username,
            "role": person.role,
            "created_at": person.created_at,
            "channel": visible_profile(person, country=country),
            "follows": public_follows(person, asking=request.user, country=country),
        }
