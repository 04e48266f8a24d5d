"""Run a command as production would: `python -m roastlive.testing.production manage.py check --deploy`."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "roastlive.settings.prod",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "FIELD_KEYS": "first:" + secrets.token_urlsafe(48),
    "ALLOWED_HOSTS": "roastlive.example",
    "DATABASE_URL": "postgres://application@database.example/roastlive",
    "DATABASE_OWNER_URL": "postgres://owner@database.example/roastlive",
    "REDIS_URL": "redis://redis.example:6379/0",
    "TRUSTED_PROXIES": "1",
    "METRICS_TOKEN": secrets.token_urlsafe(32),
}


def main(arguments: list[str]) -> int:
    """The exit code of the command, run with everything that production demands."""
    command = [sys.executable, *arguments]
    return subprocess.run(command, env=os.environ | PRODUCTION, check=False).returncode  # noqa: S603 - our own command


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
