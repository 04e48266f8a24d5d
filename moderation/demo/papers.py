"""Passports of people who do not exist, from a country that does not either. Nobody could cross a street with one."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageFont

from accounts.demo_portraits import PALETTES, portrait

PAGE = (1500, 1050)
PAPER = "#e9e4d8"
INK = "#2a2430"
FAINT = "#8d8576"


def passport(name: str, *, number: str, born: str, until: str, look: int) -> io.BytesIO:
    """The page with the photo."""
    page = Image.new("RGB", PAGE, PAPER)
    pen = ImageDraw.Draw(page)
    accent = PALETTES[look % len(PALETTES)][1]
    for line in range(0, PAGE[0] + PAGE[1], 26):
        pen.line((line, 0, line - PAGE[1], PAGE[1]), fill="#e1dbcc", width=3)
    pen.rectangle((0, 0, PAGE[0], 130), fill=accent)
    pen.text((60, 34), "REPUBLIC OF ELSEWHERE · PASSPORT", font=_letters(52), fill="#ffffff")
    page.paste(Image.open(portrait(name, look)).resize((440, 560)), (60, 190))
    for row, (label, value) in enumerate(
        (
            ("Name", name),
            ("Number", number),
            ("Date of birth", born),
            ("Valid until", until),
            ("Authority", "Town hall"),
        )
    ):
        pen.text((560, 190 + row * 116), label, font=_letters(30), fill=FAINT)
        pen.text((560, 226 + row * 116), value, font=_letters(50), fill=INK)
    pen.text((60, 850), f"P<ELS{name.upper().replace(' ', '<')}".ljust(44, "<"), font=_letters(42), fill=INK)
    pen.text((60, 920), f"{number}<0ELS".ljust(44, "<"), font=_letters(42), fill=INK)
    pen.text((60, 990), "SPECIMEN. Drawn by a program.", font=_letters(28), fill=FAINT)
    return _as_jpeg(page)


def selfie(name: str, *, look: int, paper: io.BytesIO) -> io.BytesIO:
    """The same face, holding it up."""
    picture = Image.open(portrait(name, look)).convert("RGB").resize((1050, 1050))
    held = Image.open(paper).resize((420, 294)).rotate(-6, expand=True, fillcolor="#10243f")
    picture.paste(held, (590, 700))
    paper.seek(0)
    return _as_jpeg(picture)


def _letters(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _as_jpeg(picture: Image.Image) -> io.BytesIO:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88)
    out.seek(0)
    return out
