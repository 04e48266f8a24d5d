"""What `manage.py doctor` looks at: the machine, the settings and the stores, each with what to do when it is not well."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core import checks
from django.db import DEFAULT_DB_ALIAS, connections

from roastlive.lib.http.health import check_all
from roastlive.lib.roles import application_role
from roastlive.settings.environment import BASE_DIR, VAR_DIR

LEAST_FREE = 2 * 1024**3


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `ok` is None for what is not wrong, but should be known."""

    subject: str
    ok: bool | None
    detail: str
    advice: str = ""


def examine() -> list[Finding]:
    return [*_machine(), *_files(), *_stores(), *_roles(), *_settings()]


def _machine() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("Python", sys.version_info >= (3, 11), version, "RoastLive needs Python 3.11 or newer.")
    try:
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        writable = os.access(VAR_DIR, os.W_OK)
        free = shutil.disk_usage(VAR_DIR).free
    except OSError as error:
        yield Finding("Data directory", False, f"{VAR_DIR}: {error.strerror}", "Make it, or choose another by VAR_DIR.")
        return
    yield Finding("Data directory", writable, str(VAR_DIR), "Give yourself the right to write there, or set VAR_DIR.")
    yield Finding("Free space", free > LEAST_FREE, f"{free / 1024**3:.1f} GiB", "Free some space: recordings need it.")


def _files() -> Iterator[Finding]:
    vendor = BASE_DIR / "static" / "vendor"
    collected = settings.STATIC_ROOT.exists() and any(settings.STATIC_ROOT.iterdir())
    yield Finding(
        "Front-end packages",
        (vendor.exists() and any(vendor.iterdir())) or collected,
        str(vendor),
        "Run `make run`, or `python -m roastlive.frontend`.",
    )
    catalogues = [path for folder in settings.LOCALE_PATHS for path in folder.glob("*/LC_MESSAGES/*.po")]
    uncompiled = [path for path in catalogues if not path.with_suffix(".mo").exists()]
    yield Finding(
        "Translations",
        not uncompiled,
        f"{len(catalogues) - len(uncompiled)} of {len(catalogues)} compiled",
        "Run `make run`, or `pybabel compile -d roastlive/locale -D django`.",
    )


def _stores() -> Iterator[Finding]:
    for check in check_all():
        ok = check.ok if check.required or check.ok else None
        yield Finding(
            check.name,
            ok,
            f"{check.detail} ({check.milliseconds:.1f} ms)",
            "Is it running? `manage.py up` starts the private ones.",
        )


def _roles() -> Iterator[Finding]:
    role = application_role()
    connection = connections[DEFAULT_DB_ALIAS]
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
            (mighty,) = cursor.fetchone()
    except Exception as error:  # noqa: BLE001 - whatever is wrong, the other findings matter
        yield Finding("Database role", None, f"could not be asked: {error}".splitlines()[0])
        return
    yield Finding(
        "Database role",
        not mighty,
        f"{role} {'may do everything' if mighty else 'only reads and writes rows'}",
        "Serve as a role without SUPERUSER and BYPASSRLS; row-level security does not bind this one.",
    )
    if settings.DATABASE_OWNER["USER"] == role:
        yield Finding("Owner role", None, f"{role} also owns the tables. Set DATABASE_OWNER_URL to a role of its own.")


def _settings() -> Iterator[Finding]:
    serves_people = os.environ["DJANGO_SETTINGS_MODULE"].endswith(".prod")
    problems = [
        message for message in checks.run_checks(include_deployment_checks=serves_people) if not message.is_silenced()
    ]
    errors = [message for message in problems if message.level >= checks.ERROR]
    yield Finding("Settings", not errors, f"{os.environ['DJANGO_SETTINGS_MODULE']}, {len(errors)} errors", "See below.")
    for message in errors:
        yield Finding(f"  {message.id}", False, message.msg, message.hint or "")
