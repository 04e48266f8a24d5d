"""How a file that belongs to one person is handed to them."""

from __future__ import annotations

from typing import IO

from django.conf import settings
from django.http import FileResponse
from django.utils import timezone


def private_archive(file: IO[bytes]) -> FileResponse:
    """For pages and programs alike: nobody between us and them keeps it, and no browser runs what is in it."""
    name = f"{settings.SITE_NAME.lower()}-{timezone.localdate():%Y-%m-%d}.zip"
    answer = FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store, private"
    return answer
