"""Two database roles: the application only reads and writes rows, the owner alone changes what tables there are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import sql


def application_role() -> str:
    return str(settings.DATABASES[DEFAULT_DB_ALIAS]["USER"])


def has_two_roles() -> bool:
    """Whether the tables belong to somebody else than the application, as they should."""
    return application_role() != settings.DATABASE_OWNER["USER"]


@contextmanager
def database_owner(alias: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Within this block the connection is the owner's. It is a connection of its own, so no transaction may be open."""
    connection = connections[alias]
    if connection.in_atomic_block:
        raise RuntimeError("The role cannot change inside a transaction.")
    connection.close()
    serving = connection.settings_dict
    connection.settings_dict = serving | {name: settings.DATABASE_OWNER[name] for name in ("USER", "PASSWORD")}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = serving


def let_application_serve(alias: str = DEFAULT_DB_ALIAS) -> None:
    """Whatever the owner makes from now on, the application role may read and write, and nothing else.

    Runs as the owner, before migrations; a migration takes back what its table must not allow.
    """
    if not has_two_roles():
        return
    role = application_role()
    grants = (
        "GRANT USAGE ON SCHEMA public TO {role}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO {role}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO {role}",
    )
    with connections[alias].cursor() as cursor:
        for grant in grants:
            cursor.execute(sql.SQL(grant).format(role=sql.Identifier(role)).as_string(cursor.connection))
