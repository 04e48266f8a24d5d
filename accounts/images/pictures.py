"""The safe side: bounds the upload, starts the process, and reads what it made."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

import structlog
from django.utils.translation import gettext_lazy as _

from accounts.errors import PictureRefused

logger = structlog.get_logger(__name__)

WORKER = Path(__file__).with_name("redrawing.py")
BYTES_MOST = 8 * 1024 * 1024
SECONDS = 20

REASONS = {
    "too_heavy": _("This file is larger than 8 MB. Make it smaller first."),
    "not_a_picture": _("This is not a picture we can read. Try a JPEG, PNG, WebP or GIF."),
    "too_many_pixels": _("This picture has more than 40 million pixels. Make it smaller first."),
    "too_small": _("This picture is too small to look good. It needs at least 64 pixels on each side."),
    "hard_to_read": _("This picture is too small to read. It needs at least 400 pixels on each side."),
    "paper": _("This is a PDF. Send a photo or a scan of it, as a JPEG or PNG."),
    "two_in_one": _("This file is a picture and something else in one. Save it anew as a plain picture."),
    "too_hard": _("This picture could not be read in time. Save it anew, or try another one."),
}


@dataclass(frozen=True)
class Shape:
    """Width and height of each size that is made, smallest first.

    Pictures are cut to it, except where they are wanted `whole`; then they keep their proportions within it.
    """

    sizes: tuple[tuple[int, int], ...]
    least: int = 64
    whole: bool = False


AVATAR = Shape(((96, 96), (384, 384)))
BANNER = Shape(((800, 200), (1600, 400)))
# Read by people who have to tell a 5 from a 6.
DOCUMENT = Shape(((2400, 2400),), least=400, whole=True)


def redraw(upload: IO[bytes], shape: Shape) -> list[bytes]:
    """The picture as WebP, once for each size. Raises PictureRefused, which says what to do."""
    data = upload.read(BYTES_MOST + 1)
    if len(data) > BYTES_MOST:
        raise _refused("too_heavy")
    # Isolated from site configuration and environment: no secret of ours is in it.
    command = [sys.executable, "-I", "-B", str(WORKER), json.dumps(asdict(shape))]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, and numbers as its argument
            command, input=data, capture_output=True, timeout=SECONDS, check=False, env={}, cwd="/"
        )
    except subprocess.TimeoutExpired:
        raise _refused("too_hard") from None
    if done.returncode == 0:
        return _parts(done.stdout, shape.sizes)
    reason = done.stdout.decode("ascii", "replace").strip()
    if reason == "too_small" and shape.whole:
        reason = "hard_to_read"
    if reason not in REASONS:
        logger.warning("picture_worker_died", status=done.returncode, said=done.stderr[-500:].decode(errors="replace"))
    raise _refused(reason if reason in REASONS else "too_hard")


def _parts(made: bytes, sizes: Sequence[tuple[int, int]]) -> list[bytes]:
    """Each picture follows its length; anything else is no answer of our worker."""
    parts = []
    for _size in sizes:
        length = int.from_bytes(made[:4])
        parts.append(made[4 : 4 + length])
        made = made[4 + length :]
    if made or not all(part[:4] == b"RIFF" and part[8:12] == b"WEBP" for part in parts):
        raise _refused("too_hard")
    return parts


def _refused(reason: str) -> PictureRefused:
    return PictureRefused(REASONS[reason], errors={"picture": [REASONS[reason]]}, reason=reason)
