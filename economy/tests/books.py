"""What tests of the ledger ask of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, connections

from economy.models import AccountKind, LedgerAccount, TransferKind, Unit
from economy.services.accounts import house_account, wallet_of
from economy.services.ledger import Key, Leg, Order, Posted, post
from economy.services.verification import findings, one_moment
from roastlive.lib.errors import DomainError
from roastlive.lib.rls import acting_as_house
from roastlive.lib.roles import database_owner


def tip(source: UUID, target: UUID, amount: int, *, key: str = "", body: str = "same", **fields) -> Order:
    known = Key("tester", "tip", key, body) if key else None
    return Order(TransferKind.TIP, (Leg(source, -amount), Leg(target, amount)), key=known, **fields)


def with_tokens(person_id: UUID, amount: int, unit: Unit = Unit.TOKEN) -> LedgerAccount:
    """Their wallet, and this much in it from nowhere."""
    wallet = wallet_of(person_id, unit)
    if amount:
        post(tip(house_account(AccountKind.ISSUANCE, unit).pk, wallet.pk, amount))
    return wallet


def balance(account_id: UUID) -> int:
    with acting_as_house():
        return LedgerAccount.objects.get(pk=account_id).balance


def outcome(order: Callable[[], object]) -> object:
    """What came of it: an answer, or the code of the refusal."""
    try:
        return order()
    except DomainError as refusal:
        return refusal.code


def at_once(jobs: Iterable[Callable[[], object]], *, threads: int = 16) -> list[object]:
    """All on connections of their own. A thread's connection is closed when it has done its part."""
    work = list(jobs)
    parts = [work[start::threads] for start in range(threads)]

    def run(part: list[Callable[[], object]]) -> list[object]:
        try:
            return [outcome(job) for job in part]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        return [answer for answers in pool.map(run, parts) for answer in answers]


def posted(answers: Iterable[object]) -> list[Posted]:
    return [answer for answer in answers if isinstance(answer, Posted)]


def faults() -> list[str]:
    """The rules that the ledger breaks."""
    with one_moment():
        return sorted({finding.rule for finding in findings()})


@contextmanager
def by_the_owner():
    """The role that owns the tables, for whom row-level security is lifted."""
    with database_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.house', 'on', false)")
        yield cursor
