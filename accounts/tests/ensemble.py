"""Who stands on the stage in these tests, and who watches."""

from __future__ import annotations

from accounts.models import CreatorProfile, User
from accounts.tests.cast import person


def a_person(name: str, **fields: object) -> User:
    return person(name, **fields)


def a_creator(name: str, **fields: object) -> CreatorProfile:
    profile = {"stage_name": name.title(), "slug": name.lower(), "genres": ["deadpan"], **fields}
    return CreatorProfile.objects.create(user=person(name, role=User.Role.CREATOR), **profile)
