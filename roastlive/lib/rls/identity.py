"""Who is asking, for as long as a transaction lasts.

SET LOCAL ends with the transaction, so no identity outlives it in a pooled connection, ours or PgBouncer's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction

PERSON = "app.user_id"
HOUSE = "app.house"


@contextmanager
def acting_as(user_id: UUID | None) -> Iterator[None]:
    """A transaction in which protected tables show what belongs to this person; to nobody, nothing."""
    with _identity(str(user_id) if user_id is not None else "", ""):
        yield


@contextmanager
def acting_as_house() -> Iterator[None]:
    """A transaction in which protected tables show everything, for work that has been authorised otherwise."""
    with _identity("", "on"):
        yield


@contextmanager
def _identity(person: str, house: str) -> Iterator[None]:
    with transaction.atomic():
        before = _exchange(person, house)
        yield
        # On an error the savepoint takes the identity back with everything else.
        _exchange(*before)


def _exchange(person: str, house: str) -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH before AS MATERIALIZED (
                SELECT coalesce(current_setting(%(p)s, true), '') AS person,
                       coalesce(current_setting(%(h)s, true), '') AS house
            )
            SELECT person, house, set_config(%(p)s, %(person)s, true), set_config(%(h)s, %(house)s, true) FROM before
            """,
            {"p": PERSON, "h": HOUSE, "person": person, "house": house},
        )
        row = cursor.fetchone()
    return row[0], row[1]
