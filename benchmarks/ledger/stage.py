"""A private PostgreSQL that keeps its promises (fsync on), with the house's tables and many wallets in it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from uuid import UUID

import django
from django.db import connections

from benchmarks.report import ROOT
from roastlive.lib.embedded.layout import APPLICATION_ROLE, DATABASE, OWNER_ROLE
from roastlive.lib.embedded.postgres import SUPERUSER, PrivatePostgres, binaries

# As many accounts as pgbench has at the scale below, so that both find their rows equally spread.
WALLETS = 100_000
SCALE = 16
PLENTY = 10**9
LOCK = "FOR NO KEY UPDATE"
MOST_FAULTS = 5

PEOPLE = """
    INSERT INTO accounts_user (id, created_at, updated_at, password, is_superuser, email, username, role, date_of_birth,
        is_active, is_staff)
    SELECT uuidv7(), now(), now(), '!', false, 'bench' || n || '@example.com', 'bench' || n, 'viewer', '1990-01-01',
        true, false
    FROM generate_series(1, %s) AS n
"""
# As the ledger's functions would: every wallet filled by a transfer from issuance, in one statement.
FILLED = """
    WITH wallet AS (
        INSERT INTO economy_ledgeraccount (id, created_at, updated_at, owner_id, unit, kind, balance, entry_count)
        SELECT uuidv7(), now(), now(), id, 'token', 'wallet', %(plenty)s, 1 FROM accounts_user RETURNING id, owner_id
    ), numbered AS (
        SELECT id, owner_id, uuidv7() AS transfer_id, row_number() OVER () AS n FROM wallet
    ), source AS (
        INSERT INTO economy_ledgeraccount (id, created_at, updated_at, unit, kind, balance, entry_count)
        SELECT uuidv7(), now(), now(), 'token', 'issuance', -%(plenty)s::bigint * count(*), count(*) FROM wallet RETURNING id
    ), made AS (
        INSERT INTO economy_ledgertransfer (id, created_at, kind, unit, amount, fee, reference, note, parties)
        SELECT transfer_id, now(), 'promotion', 'token', %(plenty)s, 0, '', '', ARRAY[owner_id] FROM numbered
    )
    INSERT INTO economy_ledgerentry
        (id, created_at, transfer_id, account_id, owner_id, number, amount, balance_before, balance_after)
    SELECT uuidv7(), now(), transfer_id, id, owner_id, 1, %(plenty)s, 0, %(plenty)s FROM numbered
    UNION ALL
    SELECT uuidv7(), now(), transfer_id, source.id, NULL, n, -%(plenty)s, -%(plenty)s::bigint * (n - 1),
        -%(plenty)s::bigint * n
    FROM numbered, source
"""
# The textbook's tables, for the textbook's way.
NAIVE = """
    CREATE TABLE naive_wallet (id uuid PRIMARY KEY, balance bigint NOT NULL CHECK (balance >= 0));
    CREATE TABLE naive_transfer (
        id uuid PRIMARY KEY, created_at timestamptz NOT NULL, kind varchar(16) NOT NULL, reference varchar(100) NOT NULL
    );
    CREATE TABLE naive_entry (
        id uuid PRIMARY KEY, created_at timestamptz NOT NULL, amount bigint NOT NULL,
        transfer_id uuid NOT NULL REFERENCES naive_transfer DEFERRABLE INITIALLY DEFERRED,
        wallet_id uuid NOT NULL REFERENCES naive_wallet DEFERRABLE INITIALLY DEFERRED
    );
    CREATE INDEX ON naive_entry (transfer_id);
    CREATE INDEX ON naive_entry (wallet_id);
    GRANT ALL ON naive_wallet, naive_transfer, naive_entry TO PUBLIC;
    INSERT INTO naive_wallet SELECT id, balance FROM economy_ledgeraccount WHERE kind = 'wallet';
"""


@dataclass
class Stage:
    directory: Path
    postgres: PrivatePostgres = field(init=False)

    def __post_init__(self) -> None:
        here = self.directory
        self.postgres = PrivatePostgres(here / "postgres", here / "run", here / "postgres.log")

    @property
    def environment(self) -> dict[str, str]:
        host = f"/{DATABASE}?host={self.postgres.socket}"
        return {
            "DJANGO_SETTINGS_MODULE": "benchmarks.ledger.settings",
            "DATABASE_URL": f"postgres://{APPLICATION_ROLE}@{host}",
            "DATABASE_OWNER_URL": f"postgres://{OWNER_ROLE}@{host}",
            "CELERY_BROKER_URL": "",
            "MONGODB_URI": "",
        }

    def open(self, *, wallets: int) -> None:
        self.postgres.start()
        self.postgres.bootstrap()
        # From here on Django, in this process and in those it forks, knows this server alone.
        os.environ.update(self.environment)
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
        subprocess.run(migrate, cwd=ROOT, check=True)
        with self.postgres.connect(DATABASE) as connection:
            connection.execute(PEOPLE, [wallets])
            connection.execute(FILLED, {"plenty": PLENTY})
            connection.execute(NAIVE)
            connection.execute("VACUUM ANALYZE")
        self._pgbench("-i", "-s", str(SCALE), "-q")
        django.setup()

    def close(self) -> None:
        self.postgres.stop()

    def settle(self) -> None:
        """So that nobody pays for the checkpoint of who came before."""
        with self.postgres.connect(DATABASE) as connection:
            connection.execute("CHECKPOINT")

    def wallets(self) -> list[UUID]:
        with self.postgres.connect(DATABASE) as connection:
            rows = connection.execute("SELECT id FROM economy_ledgeraccount WHERE kind = 'wallet'").fetchall()
        return [account_id for (account_id,) in rows]

    def take_locks_away(self) -> None:
        """The broken variant: balances are read without waiting for whoever is changing them."""
        with self.postgres.connect(DATABASE) as connection:
            row = connection.execute("SELECT pg_get_functiondef('economy_post'::regproc)").fetchone()
            definition = str(row[0]) if row else ""
            if LOCK not in definition:
                raise LookupError("The function takes no such lock.")
            connection.execute(definition.replace(LOCK, ""))

    def faults(self) -> list[str]:
        """What is wrong with the ledger after all that, a few of each kind."""
        from economy.services.verification import findings, one_moment  # noqa: PLC0415 - Django has a database only now

        try:
            with one_moment():
                return [f"{finding.rule}: {finding.what}" for finding in islice(findings(), MOST_FAULTS)]
        finally:
            connections.close_all()

    def tpcb(self, clients: int, seconds: float) -> float:
        """Transactions a second of the benchmark that comes with PostgreSQL, at its quickest: prepared statements."""
        done = self._pgbench("-n", "-c", str(clients), "-j", "2", "-T", str(max(1, round(seconds))), "-M", "prepared")
        (line,) = [line for line in done.splitlines() if line.startswith("tps = ")]
        return float(line.split()[2])

    def _pgbench(self, *arguments: str) -> str:
        command = [
            str(binaries() / "pgbench"),
            "-h",
            str(self.postgres.socket),
            "-U",
            SUPERUSER,
            *arguments,
            "postgres",
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return done.stdout
