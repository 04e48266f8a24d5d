"""Ways of moving tokens from one wallet to another. Each runs in processes that were forked for it."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import ClassVar
from uuid import UUID

from django.db import models, transaction

from economy.models import TransferKind
from economy.services.batching import asubmit
from economy.services.ledger import Leg, Order, post
from roastlive.lib.models import Row


class NaiveWallet(models.Model):
    id = models.UUIDField(primary_key=True)
    balance = models.BigIntegerField()

    objects: ClassVar[models.Manager[NaiveWallet]] = models.Manager()

    class Meta:
        app_label = "kernel"
        managed = False
        db_table = "naive_wallet"

    def __str__(self) -> str:
        return str(self.balance)


class NaiveTransfer(Row):
    kind = models.CharField(max_length=16)
    reference = models.CharField(max_length=100)

    objects: ClassVar[models.Manager[NaiveTransfer]] = models.Manager()

    class Meta:
        app_label = "kernel"
        managed = False
        db_table = "naive_transfer"

    def __str__(self) -> str:
        return self.reference


class NaiveEntry(Row):
    transfer = models.ForeignKey(NaiveTransfer, on_delete=models.PROTECT)
    wallet = models.ForeignKey(NaiveWallet, on_delete=models.PROTECT)
    amount = models.BigIntegerField()

    objects: ClassVar[models.Manager[NaiveEntry]] = models.Manager()

    class Meta:
        app_label = "kernel"
        managed = False
        db_table = "naive_entry"

    def __str__(self) -> str:
        return str(self.amount)


@dataclass(frozen=True)
class Payments:
    """Who pays whom: anybody anybody, or everybody the same one."""

    wallets: list[UUID]
    hot: bool

    def next(self) -> tuple[UUID, UUID, int]:
        target = self.wallets[0] if self.hot else random.choice(self.wallets)
        source = random.choice(self.wallets)
        while source == target:
            source = random.choice(self.wallets)
        return source, target, random.randint(1, 100)

    def order(self) -> Order:
        source, target, amount = self.next()
        return Order(TransferKind.TIP, (Leg(source, -amount), Leg(target, amount)), reference=f"tip:{source}")


def pay_by_orm(payments: Payments) -> None:
    """The textbook: lock both, look, save both, save the transfer and its entries."""
    source, target, amount = payments.next()
    with transaction.atomic():
        locked = NaiveWallet.objects.select_for_update().filter(pk__in=(source, target)).order_by("pk")
        wallets = {wallet.pk: wallet for wallet in locked}
        if wallets[source].balance < amount:
            raise ValueError("The balance does not cover that.")
        wallets[source].balance -= amount
        wallets[target].balance += amount
        wallets[source].save()
        wallets[target].save()
        transfer = NaiveTransfer.objects.create(kind="tip", reference=f"tip:{source}")
        NaiveEntry.objects.create(transfer=transfer, wallet=wallets[source], amount=-amount)
        NaiveEntry.objects.create(transfer=transfer, wallet=wallets[target], amount=amount)


def pay_singly(payments: Payments) -> None:
    post(payments.order())


def one_after_another(pay: Callable[[Payments], None], payments: Payments, until: float) -> int:
    number = 0
    while time.monotonic() < until:
        pay(payments)
        number += 1
    return number


async def through_batcher(payments: Payments, callers: int, until: float) -> int:
    """So many callers, each waiting for its answer before it asks again."""

    async def caller() -> int:
        number = 0
        while time.monotonic() < until:
            await asubmit(payments.order())
            number += 1
        return number

    return sum(await asyncio.gather(*(caller() for _ in range(callers))))


@dataclass(frozen=True)
class Contestant:
    name: str
    table: str
    # A process a client, or all clients as callers in one process.
    forks: bool
    run: Callable[[Payments, int, float], int]


@cache
def contestants() -> dict[str, Contestant]:
    found = (
        Contestant("orm", "naive_transfer", True, lambda p, _clients, until: one_after_another(pay_by_orm, p, until)),
        Contestant(
            "single", "economy_ledgertransfer", True, lambda p, _clients, until: one_after_another(pay_singly, p, until)
        ),
        Contestant(
            "batched",
            "economy_ledgertransfer",
            False,
            lambda p, clients, until: asyncio.run(through_batcher(p, clients, until)),
        ),
    )
    return {each.name: each for each in found}
