"""What production must be told before it may serve people. Asked when the settings are read, and again by `check --deploy`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

SHORTEST_SECRET = 50
DIFFERENT_LETTERS = 10
SHORTEST_FIELD_KEY = 32
SHORTEST_TOKEN = 20
# Words that stand where a secret should, in examples that somebody copied.
PLACEHOLDERS = ("django-insecure", "changeme", "change-me", "only-for-tests", "example", "your-secret", "secret-key")
MAKE_ONE = "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"


@dataclass(frozen=True)
class Lack:
    """One setting that cannot stay as it is, in one line that says what to do."""

    setting: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.setting} {self.reason}. {self.remedy}"


def lacks(
    *,
    secret_key: str,
    field_keys: Sequence[str],
    debug: bool,
    allowed_hosts: Sequence[str],
    database_url: str,
    redis_url: str,
    metrics_token: str = "",
) -> Iterator[Lack]:
    yield from _secret_key(secret_key)
    yield from _field_keys(field_keys)
    if debug:
        yield Lack("DEBUG", "is on", "Take it out of the environment: it shows everybody the inside of the house.")
    if not any(host.strip() for host in allowed_hosts):
        yield Lack(
            "ALLOWED_HOSTS", "is empty", "Name the hosts people will use: ALLOWED_HOSTS=roast.example,www.roast.example"
        )
    elif "*" in (host.strip() for host in allowed_hosts):
        yield Lack("ALLOWED_HOSTS", "allows every host", "Name the hosts people will use instead of *.")
    yield from _address(
        "DATABASE_URL",
        database_url,
        {"postgres", "postgresql"},
        "postgres://roastlive_app:password@db.internal/roastlive",
    )
    yield from _address("REDIS_URL", redis_url, {"redis", "rediss", "unix"}, "rediss://:password@redis.internal:6379/0")
    if metrics_token and len(metrics_token) < SHORTEST_TOKEN:
        yield Lack("METRICS_TOKEN", f"is shorter than {SHORTEST_TOKEN} characters", f"Make one: {MAKE_ONE}")


def _secret_key(secret: str) -> Iterator[Lack]:
    if not secret:
        yield Lack("SECRET_KEY", "is missing", f"Make one: {MAKE_ONE}")
    elif any(word in secret.lower() for word in PLACEHOLDERS):
        yield Lack("SECRET_KEY", "is an example", f"Make one of your own: {MAKE_ONE}")
    elif len(secret) < SHORTEST_SECRET or len(set(secret)) < DIFFERENT_LETTERS:
        yield Lack("SECRET_KEY", f"is too easy: {SHORTEST_SECRET} random characters or more", f"Make one: {MAKE_ONE}")


def _field_keys(keys: Sequence[str]) -> Iterator[Lack]:
    remedy = f"FIELD_KEYS=first:<secret>, the secret made by: {MAKE_ONE}"
    if not keys:
        yield Lack("FIELD_KEYS", "is missing", remedy)
    for entry in keys:
        name, _, secret = entry.partition(":")
        if not name or len(secret) < SHORTEST_FIELD_KEY or len(set(secret)) < DIFFERENT_LETTERS:
            yield Lack(
                "FIELD_KEYS", f"has a key that is no id:secret with {SHORTEST_FIELD_KEY} random letters or more", remedy
            )


def _address(setting: str, url: str, schemes: set[str], example: str) -> Iterator[Lack]:
    if not url:
        yield Lack(setting, "is missing", f"Say where the store is: {setting}={example}")
    elif urlsplit(url).scheme not in schemes:
        yield Lack(setting, f"does not begin with {' or '.join(sorted(schemes))}://", f"It looks like this: {example}")


def refuse_to_start(found: Sequence[Lack]) -> None:
    """Ends the process with one line for each lack; a traceback would hide them.

    SystemExit passes through Django, Celery and the servers alike, so that none of them tries again or serves anyway.
    """
    if found:
        lines = [f"RoastLive does not start: {lack}" for lack in found]
        raise SystemExit("\n".join(lines))
