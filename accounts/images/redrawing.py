"""A program of its own: reads a picture on standard input, writes it anew on standard output.

What it reads is hostile until proven otherwise. It runs with little memory and time, and once its limits stand it can
open neither file nor socket, because it may have no more descriptors than the three it was born with.
Imports nothing of the house: whatever goes wrong here, there is nothing to steal.
"""

from __future__ import annotations

import io
import json
import os
import re
import resource
import sys

# Named only to be loaded while files can still be opened: WebP, camera notes, and cameras' pictures with a second in them.
from PIL import Image, ImageOps, MpoImagePlugin, TiffImagePlugin, WebPImagePlugin  # noqa: F401

FORMATS = {
    "JPEG": (b"\xff\xd8\xff",),
    "PNG": (b"\x89PNG\r\n\x1a\n",),
    "GIF": (b"GIF87a", b"GIF89a"),
    "WEBP": (b"RIFF",),
}
BYTES_MOST = 8 * 1024 * 1024
PIXELS_MOST = 40_000_000
SIDE_LEAST = 64
MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 12
QUALITY = 84
# In a camera's notes: how it was held.
ORIENTATION = 0x0112
TURNED = 6
# A second document in the same file: what a browser, a PDF reader or an archiver would take it for.
MARKUP = re.compile(rb"<(?:script|!doctype html|html[\s>]|\?php|svg\s)", re.IGNORECASE)
ARCHIVE_END = b"PK\x05\x06"
ARCHIVE_TAIL = 66_000
PDF_HEAD = 1024


class Refused(Exception):
    """Carries one of the reasons that the other side knows."""


def confine() -> None:
    """From here on nothing can be opened, written, started or taken in large amounts."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))


def rehearse(sizes: list[list[int]]) -> None:
    """Pillow loads what it needs at the first picture of a kind; afterwards nothing could be opened any more."""
    Image.preinit()
    notes = Image.Exif()
    notes[ORIENTATION] = TURNED
    for kind in FORMATS:
        blank = io.BytesIO()
        mode = "P" if kind in {"GIF", "PNG"} else "RGB"
        Image.new(mode, (SIDE_LEAST, SIDE_LEAST)).save(blank, kind, exif=notes)
        draw(read(blank.getvalue()), sizes[:1])


def read(data: bytes, least: int = SIDE_LEAST) -> Image.Image:
    kind = next((name for name, heads in FORMATS.items() if data.startswith(heads)), None)
    if kind is None and data.startswith(b"%PDF-"):
        raise Refused("paper")
    if kind is None or (kind == "WEBP" and data[8:12] != b"WEBP"):
        raise Refused("not_a_picture")
    if MARKUP.search(data) or b"%PDF-" in data[:PDF_HEAD] or ARCHIVE_END in data[-ARCHIVE_TAIL:]:
        raise Refused("two_in_one")
    picture = Image.open(io.BytesIO(data), formats=[kind])
    width, height = picture.size
    if width * height > PIXELS_MOST:
        raise Refused("too_many_pixels")
    if min(width, height) < least:
        raise Refused("too_small")
    return picture


def draw(picture: Image.Image, sizes: list[list[int]], *, whole: bool = False) -> list[bytes]:
    """Upright, without anything that was in the file beside its pixels."""
    largest = max(sizes)
    # A JPEG can be read at a fraction of its size, which saves the memory and the time of the rest.
    picture.draft("RGB", (largest[0] * 2, largest[1] * 2))
    upright = ImageOps.exif_transpose(picture)
    plain = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    made = []
    for width, height in sizes:
        fitted = (
            _within(plain, width, height) if whole else ImageOps.fit(plain, (width, height), Image.Resampling.LANCZOS)
        )
        bare = Image.new(fitted.mode, fitted.size)
        bare.paste(fitted)
        out = io.BytesIO()
        bare.save(out, "WEBP", quality=QUALITY, method=4)
        made.append(out.getvalue())
    return made


def _within(picture: Image.Image, width: int, height: int) -> Image.Image:
    """All of it, and never larger than it was: what is read must not be cut or made up."""
    bounds = (min(width, picture.width), min(height, picture.height))
    return ImageOps.contain(picture, bounds, Image.Resampling.LANCZOS)


def main() -> int:
    shape = json.loads(sys.argv[1])
    sizes = shape["sizes"]
    Image.MAX_IMAGE_PIXELS = None  # our own bound is lower, and has a reason that can be told
    rehearse(sizes)
    confine()
    try:
        picture = read(sys.stdin.buffer.read(BYTES_MOST + 1), shape["least"])
        made = draw(picture, sizes, whole=shape["whole"])
    except Refused as reason:
        sys.stdout.write(str(reason))
        return 1
    except MemoryError:
        sys.stdout.write("too_hard")
        return 1
    except Exception as error:  # noqa: BLE001 - decoders raise anything on broken input
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        sys.stdout.write("not_a_picture")
        return 1
    for part in made:
        sys.stdout.buffer.write(len(part).to_bytes(4) + part)
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    # Without tidying up: interpreters open files even while they end.
    code = main()
    sys.stdout.flush()
    os._exit(code)
