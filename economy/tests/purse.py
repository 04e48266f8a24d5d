"""People with tokens to give, and how much is where."""

from __future__ import annotations

from uuid import uuid4

from accounts.models import CreatorProfile, User
from accounts.tests.ensemble import a_person
from economy.models import AccountKind, TransferKind
from economy.services.accounts import earnings_of, house_account, wallet_of
from economy.services.gifts import GivenGift, give_gift
from economy.services.ledger import Leg, Order, post
from economy.services.tips import GivenTip, give_tip


def fill(person: User, tokens: int) -> None:
    legs = (Leg(house_account(AccountKind.ISSUANCE).pk, -tokens), Leg(wallet_of(person.pk).pk, tokens))
    post(Order(kind=TransferKind.PURCHASE, legs=legs))


def somebody_with(tokens: int, name: str = "vera", **fields: object) -> User:
    person = a_person(name, **fields)
    if tokens:
        fill(person, tokens)
    return person


def purse(person: User) -> int:
    return wallet_of(person.pk).balance


def earned(creator: CreatorProfile) -> int:
    return earnings_of(creator.user_id).balance


def house_fees() -> int:
    return house_account(AccountKind.FEES).balance


def a_key() -> str:
    return str(uuid4())


def gift_from(sender: User, creator: CreatorProfile, gift: str = "tomato", quantity: int = 1, **said: str) -> GivenGift:
    return give_gift(sender=sender, creator=creator, gift=gift, quantity=quantity, **{"key": a_key(), **said})


def tip_from(sender: User, creator: CreatorProfile, amount: int = 100, message: str = "", **said: str) -> GivenTip:
    return give_tip(sender=sender, creator=creator, amount=amount, message=message, **{"key": a_key(), **said})
