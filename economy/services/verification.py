"""Proving that the ledger is right: every account, every transfer, every hold, whatever the database refuses anyway.

The database compares, and hands over only what is wrong, a few rows at a time: years of entries need no memory here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction

from economy.models import LedgerAccount, LedgerEntry, LedgerTransfer
from roastlive.lib.rls import acting_as_house


@dataclass(frozen=True)
class Finding:
    rule: str
    what: str


# Each answers one text for each thing that breaks its rule.
RULES = {
    "the balance is the sum of the entries": """
        SELECT format('account %s has %s in %s entries, and its entries are %s with %s', account.id, balance, entry_count,
            coalesce(number, 0), coalesce(total, 0))
        FROM economy_ledgeraccount account
        LEFT JOIN (SELECT account_id, count(*) AS number, sum(amount) AS total FROM economy_ledgerentry GROUP BY account_id) kept
            ON kept.account_id = account.id
        WHERE balance <> coalesce(total, 0) OR entry_count <> coalesce(number, 0)
    """,
    "each entry begins where the one before it ended": """
        SELECT format('entry %s is number %s of account %s and goes from %s by %s to %s, after number %s left %s',
            id, number, account_id, balance_before, amount, balance_after, former_number, former_balance)
        FROM (
            SELECT *, coalesce(lag(number) OVER chain, 0) AS former_number,
                coalesce(lag(balance_after) OVER chain, 0) AS former_balance
            FROM economy_ledgerentry WINDOW chain AS (PARTITION BY account_id ORDER BY number, id)
        ) entry
        WHERE number <> former_number + 1 OR balance_before <> former_balance OR balance_after <> balance_before + amount
    """,
    "the entries of a transfer sum to zero": """
        SELECT format('transfer %s has %s entries that sum to %s', transfer_id, count(*), sum(amount))
        FROM economy_ledgerentry GROUP BY transfer_id HAVING sum(amount) <> 0 OR count(*) < 2
    """,
    "a transfer moves what it says": """
        SELECT format('transfer %s of %s has entries of %s', transfer.id, transfer.amount, coalesce(arrived, 0))
        FROM economy_ledgertransfer transfer
        LEFT JOIN (
            SELECT transfer_id, sum(amount) FILTER (WHERE amount > 0) AS arrived FROM economy_ledgerentry GROUP BY transfer_id
        ) moved ON moved.transfer_id = transfer.id
        WHERE transfer.amount IS DISTINCT FROM arrived
    """,
    "a transfer stays within one unit": """
        SELECT format('transfer %s of unit %s touches account %s of unit %s',
            transfer.id, transfer.unit, account.id, account.unit)
        FROM economy_ledgerentry entry
        JOIN economy_ledgertransfer transfer ON transfer.id = entry.transfer_id
        JOIN economy_ledgeraccount account ON account.id = entry.account_id
        WHERE transfer.unit <> account.unit
    """,
    "all accounts of a unit sum to zero": """
        SELECT format('%s: %s', unit, sum(balance)) FROM economy_ledgeraccount GROUP BY unit HAVING sum(balance) <> 0
    """,
    "nobody is below zero": """
        SELECT format('account %s (%s) has %s', id, kind, balance) FROM economy_ledgeraccount
        WHERE balance < 0 AND (owner_id IS NOT NULL OR kind = 'escrow')
    """,
    "an entry belongs to a transfer and an account": """
        SELECT format('entry %s: transfer %s %s, account %s %s', entry.id,
            entry.transfer_id, CASE WHEN transfer.id IS NULL THEN 'missing' ELSE 'there' END,
            entry.account_id, CASE WHEN account.id IS NULL THEN 'missing' ELSE 'there' END)
        FROM economy_ledgerentry entry
        LEFT JOIN economy_ledgertransfer transfer ON transfer.id = entry.transfer_id
        LEFT JOIN economy_ledgeraccount account ON account.id = entry.account_id
        WHERE transfer.id IS NULL OR account.id IS NULL
    """,
    "an entry is shown to the owner of its account": """
        SELECT format('entry %s is shown to %s, account %s belongs to %s',
            entry.id, coalesce(entry.owner_id::text, 'nobody'), account.id, coalesce(account.owner_id::text, 'the house'))
        FROM economy_ledgerentry entry
        JOIN economy_ledgeraccount account ON account.id = entry.account_id
        JOIN economy_ledgertransfer transfer ON transfer.id = entry.transfer_id
        WHERE entry.owner_id IS DISTINCT FROM account.owner_id
            OR account.owner_id IS NOT NULL AND account.owner_id <> ALL (transfer.parties)
    """,
    "what is reserved lies in active holds": """
        SELECT format('%s of person %s: reserved %s, in active holds %s', unit, person_id,
            coalesce(reserved.balance, 0), coalesce(held.amount, 0))
        FROM (SELECT person_id, unit, sum(amount) AS amount FROM economy_hold WHERE state = 'active' GROUP BY 1, 2) held
        FULL JOIN (
            SELECT owner_id AS person_id, unit, balance FROM economy_ledgeraccount WHERE kind = 'reserved'
        ) reserved USING (person_id, unit)
        WHERE coalesce(reserved.balance, 0) <> coalesce(held.amount, 0)
    """,
    "a hold was opened and closed by transfers of its amount": """
        SELECT format('hold %s (%s) of %s, used %s: opened by %s, closed by %s', hold.id, hold.state, hold.amount,
            hold.captured, coalesce(opened.amount::text, 'nothing'), coalesce(closed.amount::text, 'nothing'))
        FROM economy_hold hold
        LEFT JOIN economy_ledgertransfer opened ON opened.id = hold.opened_by_id AND opened.kind = 'reserve'
        LEFT JOIN economy_ledgertransfer closed ON closed.id = hold.closed_by_id
            AND closed.kind = CASE WHEN hold.state = 'captured' THEN 'capture' ELSE 'release' END
        WHERE opened.amount IS DISTINCT FROM hold.amount
            OR hold.state <> 'active' AND closed.amount IS DISTINCT FROM hold.amount
            OR hold.state = 'active' AND (hold.closed_by_id IS NOT NULL OR hold.captured <> 0)
    """,
    "a reversal is its transfer the other way": """
        SELECT format('transfer %s is reversed by %s, and they leave %s in account %s',
            original_id, transfer_id, total, account_id)
        FROM (
            SELECT reversal.original_id, reversal.transfer_id, entry.account_id, sum(entry.amount) AS total
            FROM economy_ledgerreversal reversal
            JOIN economy_ledgerentry entry ON entry.transfer_id IN (reversal.original_id, reversal.transfer_id)
            GROUP BY 1, 2, 3
        ) pair
        WHERE total <> 0
    """,
}


@dataclass(frozen=True)
class Extent:
    """How much there was to look at."""

    accounts: int
    transfers: int
    entries: int


@contextmanager
def one_moment() -> Iterator[None]:
    """The ledger as it is now, while it goes on being written."""
    with transaction.atomic():
        if len(connection.savepoint_ids) == 0:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        with acting_as_house():
            yield


def extent() -> Extent:
    """Within `one_moment`."""
    return Extent(
        accounts=LedgerAccount.objects.count(),
        transfers=LedgerTransfer.objects.count(),
        entries=LedgerEntry.objects.count(),
    )


def findings() -> Iterator[Finding]:
    """What is wrong, as it is found. Within `one_moment`."""
    for rule, query in RULES.items():
        with connection.chunked_cursor() as cursor:
            cursor.execute(query)
            for (what,) in cursor:
                yield Finding(rule, what)
