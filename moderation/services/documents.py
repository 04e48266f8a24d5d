"""Pictures of documents: drawn anew, closed with a key of their own, and nowhere under an address."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import IO

import structlog
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.utils.translation import gettext_lazy as _

from accounts.images import DOCUMENT, redraw
from moderation.errors import DocumentUnreadable
from moderation.models import KycDocument
from roastlive.lib.crypto import CannotOpen, new_file_key, seal_file, unseal_file
from roastlive.lib.errors import Unavailable

logger = structlog.get_logger(__name__)


def draw_document(upload: IO[bytes]) -> bytes:
    """All of it, as WebP, without anything a camera wrote beside the pixels. Raises PictureRefused."""
    return redraw(upload, DOCUMENT)[0]


def keep_file(document: KycDocument, picture: bytes) -> None:
    """Write the file of a row that is not saved yet, and give the row its name and key. Raises Unavailable (no room)."""
    token = secrets.token_hex(16)
    document.key = new_file_key()
    document.name = f"identity/{token[:2]}/{token}"
    sealed = seal_file(picture, key=document.key, place=_place_of(document))
    try:
        _store().save(document.name, ContentFile(sealed))
    except OSError as error:
        forget_files([document.name])
        raise Unavailable(_("There is no room for pictures right now. Try again later.")) from error


def read_file(document: KycDocument) -> bytes:
    """The WebP. Raises DocumentUnreadable: the file or the key is gone, or somebody touched it."""
    try:
        with _store().open(document.name) as file:
            return unseal_file(file.read(), key=document.key, place=_place_of(document))
    except (CannotOpen, FileNotFoundError) as error:
        logger.warning("document_unreadable", document=str(document.pk), why=str(error))
        raise DocumentUnreadable from error


def forget_files(names: Iterable[str]) -> None:
    store = _store()
    for name in names:
        store.delete(name)


def _place_of(document: KycDocument) -> str:
    return f"{document._meta.db_table}.file.{document.pk}"


def _store() -> FileSystemStorage:
    """Without an address, and for the house's own user alone."""
    return FileSystemStorage(
        location=settings.PRIVATE_MEDIA_ROOT, file_permissions_mode=0o600, directory_permissions_mode=0o700
    )
