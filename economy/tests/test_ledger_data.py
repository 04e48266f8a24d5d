"""What the ledger knows of somebody is theirs to take along, and stays when they go."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.personal_data import parts
from accounts.tests.ensemble import a_person
from economy.models import AccountKind, TransferKind
from economy.services.accounts import house_account, wallet_of
from economy.services.holds import reserve
from economy.services.ledger import Leg, Order, post
from economy.services.ledger_data import tokens_lost
from roastlive.lib.rls import acting_as

pytestmark = pytest.mark.django_db

LEDGER = ("economy.accounts", "economy.holds", "economy.movements")


def grant(person, tokens):
    legs = (Leg(house_account(AccountKind.ISSUANCE).pk, -tokens), Leg(wallet_of(person.pk).pk, tokens))
    return post(Order(kind=TransferKind.PURCHASE, legs=legs, reference="payment:1"))


def told(person):
    with acting_as(person.pk):
        return {part.name: list(part.export(person)) for part in parts() if part.name in LEDGER}


def test_a_person_is_told_balances_movements_and_holds_of_their_own_alone():
    vera, otto = a_person("vera"), a_person("otto")
    receipt = grant(vera, 50).transfer_id
    grant(otto, 7)
    reserve(
        person_id=vera.pk, amount=20, purpose="goal", reference="goal:1", expires_at=timezone.now() + timedelta(hours=1)
    )
    found = told(vera)
    assert {(row["account"], row["balance"]) for row in found["economy.accounts"]} == {("wallet", 30), ("reserved", 20)}
    assert [row["amount"] for row in found["economy.movements"] if row["account"] == "wallet"] == [50, -20]
    assert found["economy.movements"][0]["receipt"] == receipt
    assert [(row["what for"], row["amount"], row["state"]) for row in found["economy.holds"]] == [
        ("goal", 20, "active")
    ]


def test_whoever_leaves_hears_what_nobody_can_spend_after_them():
    vera = a_person("vera")
    assert tokens_lost(vera) == ""
    grant(vera, 1)
    assert tokens_lost(vera) == "You still have 1 token. Nobody can spend it after you."
    grant(vera, 11)
    assert tokens_lost(vera) == "You still have 12 tokens. Nobody can spend them after you."
