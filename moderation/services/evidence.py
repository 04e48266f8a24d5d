"""What was to be seen when somebody reported it. Changing or deleting the subject later does not change that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import IO, Any

import structlog
from django.core.files.storage import default_storage
from django.utils.text import Truncator

from moderation.subjects import Description

logger = structlog.get_logger(__name__)

# Evidence, not an archive.
TITLE_KEPT = 200
WORDS_KEPT = 4000
LINES_KEPT = 30
LINE_KEPT = 600
PICTURES_KEPT = 4
# Nothing below this is served to anybody but the desk.
SHELF = "evidence/"


def freeze(description: Description) -> dict[str, Any]:
    """A description as JSON, with copies of its pictures."""
    kept = asdict(description)
    kept["title"] = Truncator(description.title).chars(TITLE_KEPT)
    kept["words"] = Truncator(description.words).chars(WORDS_KEPT)
    kept["lines"] = [
        {**line, "words": Truncator(line["words"]).chars(LINE_KEPT)} for line in kept["lines"][-LINES_KEPT:]
    ]
    kept["pictures"] = [name for name in map(keep_picture, description.pictures[:PICTURES_KEPT]) if name]
    return kept


def keep_picture(name: str) -> str:
    """Copy a picture to the shelf and return its name there; "" where that is impossible, for a report must not fail by it.

    A file's name belongs to its content for ever, so that however many report it, one copy is kept.
    """
    kept = SHELF + name
    try:
        if not default_storage.exists(kept):
            with default_storage.open(name) as picture:
                default_storage.save(kept, picture)
    except OSError as error:
        logger.warning("evidence_not_kept", picture=name, error=str(error))
        return ""
    return kept


def open_picture(name: str) -> IO[bytes]:
    """Raises FileNotFoundError, also for what does not lie on the shelf."""
    if not name.startswith(SHELF):
        raise FileNotFoundError(name)
    return default_storage.open(name)


def forget_pictures(names: Iterable[str]) -> None:
    """Whatever else is among the names, only what lies on the shelf goes."""
    for name in names:
        if name.startswith(SHELF):
            default_storage.delete(name)
