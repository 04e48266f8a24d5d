"""What the house is told from outside: environment variables, and `.env` for those who prefer a file."""

from __future__ import annotations

import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from roastlive.lib.embedded.layout import Layout

BASE_DIR = Path(__file__).resolve().parents[2]

env = environ.Env()
if (BASE_DIR / ".env").exists():
    env.read_env(str(BASE_DIR / ".env"))

VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()
PRIVATE = Layout(VAR_DIR)


def remembered_secret(name: str, size: int = 48) -> str:
    """A secret of this machine alone, made once and kept under `var/`; production takes its own from the environment."""
    path = VAR_DIR / "secrets" / name
    try:
        return path.read_text().strip()
    except OSError:
        pass
    secret = secrets.token_urlsafe(size)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(secret)
    except FileExistsError:
        return path.read_text().strip()
    except OSError:
        # An unwritable var/ is reported by `up` and `doctor` in their own words; commands that need no secret go on.
        return secret
    return secret


def realtime_bounds() -> dict[str, Any]:
    """What sockets may take, as far as somebody has set it; `roastlive.lib.realtime.bounds` knows the rest."""
    kinds: dict[str, Any] = {
        **dict.fromkeys(
            ("frame_bytes", "sockets", "sockets_per_person", "sockets_per_address", "backlog_bytes"), env.int
        ),
        **dict.fromkeys(("backlog_seconds", "recheck_seconds", "snapshot_seconds"), env.float),
        **dict.fromkeys(("messages", "errors"), _rate),
    }
    return {name: read(f"REALTIME_{name.upper()}") for name, read in kinds.items() if f"REALTIME_{name.upper()}" in env}


def _rate(variable: str) -> tuple[int, float]:
    """So many in so many seconds: 60/2s."""
    match = re.fullmatch(r"([1-9][0-9]{0,6})/([0-9]{1,6}(?:\.[0-9]+)?)s", env(variable))
    if match is None:
        raise ImproperlyConfigured(f"{variable} says how many in how many seconds, for example 60/2s.")
    return int(match[1]), float(match[2])


def site_address(hosts: list[str], bind_address: str, port: int) -> str:
    """The house's own address where none is given: the first host that it answers to, else this machine."""
    if hosts:
        return f"https://{hosts[0].lstrip('.')}"
    return f"http://{bind_address}:{port}"


def passkey_origin(site: str) -> str:
    """Where browsers allow passkeys: under a name, and without TLS only on the machine's own."""
    parts = urlsplit(site)
    if parts.hostname in {"127.0.0.1", "0.0.0.0", "::1"}:  # noqa: S104 - compared, not listened on
        return f"{parts.scheme}://localhost" + (f":{parts.port}" if parts.port else "")
    return site


def database(url: str) -> dict[str, Any]:
    """Django's settings of a database URL; a socket directory may be given as libpq does, `?host=/directory`."""
    if not url.startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured(
            "A database address begins with postgres://, for example postgres://person:password@host:5432/roastlive. "
            "Look at DATABASE_URL and DATABASE_OWNER_URL."
        )
    config: dict[str, Any] = environ.Env.db_url_config(url)
    options = dict(config.get("OPTIONS") or {})
    config["HOST"] = options.pop("host", config["HOST"])
    # A store that has gone silent must not hold a page for minutes.
    config["OPTIONS"] = {"connect_timeout": 10} | options
    return config


def redis_address(url: str) -> str:
    if not url.startswith(("redis://", "rediss://", "unix://")):
        raise ImproperlyConfigured(
            "A Redis address begins with redis://, rediss:// or unix://, for example redis://127.0.0.1:6379/0. Look at REDIS_URL."
        )
    return url


def broker_url(redis_url: str) -> str:
    """Celery spells a Redis on a Unix socket in its own way."""
    if not redis_url.startswith("unix://"):
        return redis_url
    socket, _, query = redis_url.removeprefix("unix://").partition("?")
    number = dict(part.split("=", 1) for part in query.split("&") if "=" in part).get("db", "0")
    return f"redis+socket://{socket}?virtual_host={number}"


def origin_sources(origin: str) -> list[str]:
    """What a page's policy has to allow for sockets and answers of another origin, written as LIVE_ORIGIN is."""
    if not origin:
        return []
    if origin.startswith(":"):
        hosts = [f"{host}{origin}" for host in ("127.0.0.1", "localhost")]
        return [f"{scheme}://{host}" for scheme in ("ws", "http") for host in hosts]
    return [origin, origin.replace("http", "ws", 1)]
