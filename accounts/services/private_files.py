"""Files that no web server hands out: what is in them is one person's. A file is either wholly there or not at all."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from roastlive.lib.errors import Unavailable

NAME = re.compile(r"[A-Za-z0-9_-]{43}\.zip")
UNFINISHED = ".part"
# Whoever writes for longer than this has died over it.
LONGEST_WRITING = timedelta(hours=1)


def keep_private(write: Callable[[IO[bytes]], object]) -> tuple[str, int]:
    """A name that nobody can guess, and the size of what `write` wrote. Raises Unavailable when there is no room."""
    name = f"{secrets.token_urlsafe(32)}.zip"
    try:
        size = write_whole(_path(name), write)
    except OSError as error:
        raise Unavailable(_("There is no room for this right now. Try again later.")) from error
    return name, size


def write_whole(path: Path, write: Callable[[IO[bytes]], object]) -> int:
    """Under another name until it is finished, and for its owner's eyes alone. Raises OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + UNFINISHED)
    try:
        with os.fdopen(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b") as out:
            write(out)
            out.flush()
            os.fsync(out.fileno())
            size = os.fstat(out.fileno()).st_size
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    return size


def open_private(name: str) -> IO[bytes]:
    """Raises FileNotFoundError."""
    return _path(name).open("rb")


def delete_private(name: str) -> None:
    _path(name).unlink(missing_ok=True)


def strays(*, known: set[str]) -> Iterator[Path]:
    """What nobody knows: finished by somebody who could not say so any more, or never finished."""
    before = timezone.now() - LONGEST_WRITING
    with suppress(FileNotFoundError):
        for path in settings.EXPORTS_ROOT.iterdir():
            with suppress(FileNotFoundError):
                if path.name not in known and datetime.fromtimestamp(path.stat().st_mtime, tz=before.tzinfo) < before:
                    yield path


def _path(name: str) -> Path:
    if not NAME.fullmatch(name):
        raise FileNotFoundError(name)
    return Path(settings.EXPORTS_ROOT) / name
