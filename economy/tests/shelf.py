"""Rewards, and people with points to spend on them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.contrib.auth.models import Permission

from accounts.models import CreatorProfile, User
from accounts.tests.cast import person
from economy.models import AccountKind, LoyaltyReward, TransferKind, Unit
from economy.services.accounts import house_account, wallet_of
from economy.services.ledger import Leg, Order, post
from economy.services.rewards import Offer, offer_reward
from moderation.models import UserSanction
from moderation.roles import Role, granted
from moderation.services.sanctions import sanction

WEEK = timedelta(days=7)


def give_points(person: User, points: int) -> None:
    """From where points come from, without a deed."""
    legs = (
        Leg(house_account(AccountKind.ISSUANCE, Unit.POINT).pk, -points),
        Leg(wallet_of(person.pk, Unit.POINT).pk, points),
    )
    post(Order(kind=TransferKind.REWARD, legs=legs))


def points_of(person: User) -> int:
    return wallet_of(person.pk, Unit.POINT).balance


def a_reward(creator: CreatorProfile | None = None, **said: object) -> LoyaltyReward:
    return offer_reward(creator=creator, offer=Offer(**{"title": "A shout-out", "price": 100, **said}))


def finance(name: str, *more: str) -> User:
    """Works at the desk, with all that the role of finance may."""
    somebody = person(name, is_staff=True, role=User.Role.MODERATOR)
    return _granted(somebody, granted(Role.FINANCE) | set(more))


def administrator(name: str) -> User:
    return _granted(person(name, is_staff=True, role=User.Role.ADMIN), granted(Role.ADMINISTRATOR))


def _granted(somebody: User, names: Iterable[str]) -> User:
    for name in names:
        app, codename = name.split(".")
        somebody.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return User.objects.get(pk=somebody.pk)


def sanctioned(somebody: User, kind: str) -> None:
    by = person("judge", is_staff=True, is_superuser=True, role=User.Role.ADMIN)
    sanction(person=somebody, kind=UserSanction.Kind(kind), by=by, reason="Enough", lasts=WEEK)
