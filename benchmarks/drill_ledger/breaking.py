"""The ledger with one of its safeguards taken away. The drill must notice each."""

from __future__ import annotations

from psycopg import sql

from benchmarks.drill_ledger.stage import Stage
from roastlive.lib.embedded.layout import APPLICATION_ROLE, DATABASE, OWNER_ROLE

POST = "economy_post"
CREDIT = "v_balances[v_place] := v_balances[v_place] + p_leg_amounts[v_leg];"
# Once in twenty credits a token comes from nowhere.
CREDIT_TOO_MUCH = CREDIT.replace(";", " + CASE WHEN p_leg_amounts[v_leg] > 0 AND random() < 0.05 THEN 1 ELSE 0 END;")

# `dedupe` is broken in the clients, which then send each retry under a new key.
SAFEGUARDS = ("lock", "sum", "sync", "dedupe")


def take_away(safeguard: str, stage: Stage) -> None:
    if safeguard == "lock":
        _rewrite(stage, "FOR NO KEY UPDATE", "")
    elif safeguard == "sum":
        _rewrite(stage, CREDIT, CREDIT_TOO_MUCH)
    elif safeguard == "sync":
        with stage.postgres.connect() as connection:
            role = sql.Identifier(APPLICATION_ROLE)
            connection.execute(sql.SQL("ALTER ROLE {} SET synchronous_commit = off").format(role))
            connection.execute("ALTER SYSTEM SET wal_writer_delay = '10s'")
            connection.execute("ALTER SYSTEM SET wal_writer_flush_after = '1GB'")
            connection.execute("SELECT pg_reload_conf()")


def _rewrite(stage: Stage, right: str, wrong: str) -> None:
    with stage.postgres.connect(DATABASE, OWNER_ROLE) as connection:
        row = connection.execute("SELECT pg_get_functiondef(%s::regproc)", [POST]).fetchone()
        definition = str(row[0]) if row else ""
        if right not in definition:
            raise RuntimeError(f"{POST} has changed; there is no {right!r} in it to take away.")
        connection.execute(definition.replace(right, wrong))
