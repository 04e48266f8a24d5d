"""Uploaded pictures, where no web server in front hands them out: one content type, nothing else has an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.storage import default_storage
from django.http import FileResponse
from django.views.decorators.http import require_safe

from accounts.pictures import PUBLIC_NAME
from roastlive.lib.access import public
from roastlive.lib.errors import NotFound

if TYPE_CHECKING:
    from django.http import HttpRequest


@public
@require_safe
def picture(request: HttpRequest, name: str) -> FileResponse:
    if not PUBLIC_NAME.fullmatch(name):
        raise NotFound
    try:
        response = FileResponse(default_storage.open(name), content_type="image/webp")
    except FileNotFoundError as error:
        raise NotFound from error
    # A name never means another picture, so nobody need ask twice.
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = "inline"
    return response
