"""The archive that somebody gets: for each part of what is kept a JSON, where it is a list also a CSV, what they uploaded,
and a page that explains. It is written row by row, so that it may be larger than memory.
"""

from __future__ import annotations

import io
import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.personal_data import File, PersonalData, parts
from accounts.selectors import settings_of
from roastlive.lib.rls import acting_as
from roastlive.lib.spreadsheets import Spreadsheet

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.personal_data.registry import Row

INDEX = "index.html"
LOOK = ("css/tokens.css", "accounts/css/export.css")
# A list that is longer goes to disk while it waits for its turn.
IN_MEMORY = 1024 * 1024
encode = partial(json.dumps, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


@dataclass
class Chapter:
    """What the explaining page says of one part."""

    label: str
    rows: int = 0
    files: list[str] = field(default_factory=list)


def write_archive(person: User, out: IO[bytes]) -> None:
    with (
        translation.override(settings_of(person).language),
        acting_as(person.pk),
        ZipFile(out, "w", ZIP_DEFLATED) as archive,
    ):
        chapters = [_write_part(archive, person, part) for part in parts()]
        for name in LOOK:
            archive.write(_static(name), f"look/{Path(name).name}")
        context = {
            "person": person,
            "chapters": [chapter for chapter in chapters if chapter.rows or len(chapter.files) > 1],
            "empty": [chapter.label for chapter in chapters if not chapter.rows and len(chapter.files) <= 1],
            "moment": timezone.now(),
            "site_name": settings.SITE_NAME,
            "site_url": settings.SITE_URL,
            "language": translation.get_language(),
        }
        archive.writestr(INDEX, render_to_string("accounts/export/index.html", context))


def _write_part(archive: ZipFile, person: User, part: PersonalData) -> Chapter:
    """Within a savepoint, so that one part's identity or lock is not the next one's."""
    place = part.name.replace(".", "/")
    chapter = Chapter(str(part.label), files=[f"{place}.json"])
    uploads: list[File] = []
    with acting_as(person.pk), tempfile.SpooledTemporaryFile(IN_MEMORY) as beside:
        rows = _rows(part, person, uploads)
        sheet = io.TextIOWrapper(beside, encoding="utf-8", newline="") if part.spreadsheet else None
        with archive.open(chapter.files[0], "w", force_zip64=True) as whole:
            chapter.rows = _write_rows(rows, whole, sheet)
        if sheet is not None:
            sheet.flush()
            sheet.detach()
            if chapter.rows:
                chapter.files.append(f"{place}.csv")
                beside.seek(0)
                _copy(archive, chapter.files[-1], beside)
        for upload in uploads:
            chapter.files.append(f"{place}/{upload.name}")
            with upload.open() as source:
                _copy(archive, chapter.files[-1], source)
    return chapter


def _rows(part: PersonalData, person: User, uploads: list[File]) -> Iterator[Row]:
    """What is to be told; files are put aside, since only one thing at a time is written into an archive."""
    for told in part.export(person):
        if isinstance(told, File):
            uploads.append(told)
        else:
            yield told


def _write_rows(rows: Iterator[Row], out: IO[bytes], beside: io.TextIOWrapper | None) -> int:
    """How many. The first row names the columns of the list."""
    sheet: Spreadsheet | None = None
    number = 0
    for number, row in enumerate(rows, 1):
        out.write(b"[\n" if number == 1 else b",\n")
        out.write(encode(_plain(row)).encode())
        if beside is not None:
            sheet = sheet or Spreadsheet(beside, list(row))
            sheet.write(row)
    out.write(b"\n]\n" if number else b"[]\n")
    return number


def _plain(row: Row) -> dict[str, Any]:
    return {str(name): value for name, value in row.items()}


def _copy(archive: ZipFile, name: str, source: IO[bytes]) -> None:
    with archive.open(name, "w", force_zip64=True) as out:
        shutil.copyfileobj(source, out)


def _static(name: str) -> Path:
    found = finders.find(name)
    return Path(str(found)) if found else Path(settings.STATIC_ROOT) / name
