"""Faces and stages for people who do not exist, drawn from a few shapes. The same name always looks the same."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFilter

FACE = 768
STAGE = (1600, 400)
# Ground, clothes and light of each picture: warm against cold, as on the house's own stage.
PALETTES = [
    ("#2b1630", "#ff5a1f", "#ffb020"),
    ("#10243f", "#3f8cff", "#9cc4ff"),
    ("#3a0f24", "#ff2d78", "#ff9dbf"),
    ("#0d2f2a", "#22c98b", "#b6f0d8"),
    ("#3a2408", "#ffb020", "#ffe0a0"),
    ("#241a4a", "#8d6bff", "#cdbdff"),
    ("#331313", "#f0434a", "#ffb3a8"),
    ("#12292f", "#3fc4d8", "#bdeef5"),
]
SKINS = ("#f3cfb3", "#e0ac82", "#c98c5f", "#a56a43", "#7c4a2d", "#583320")
HAIR = ("#1c1416", "#3b2314", "#6e3b1c", "#b5651d", "#d9b26f", "#8b8f98", "#7a1f3d", "#2c4a7a")
INK = "#170a10"


def portrait(name: str, number: int) -> io.BytesIO:
    """Somebody in front of a coloured wall."""
    luck = random.Random(name)  # noqa: S311 - decides what somebody looks like, not who they are
    ground, clothes, light = PALETTES[number % len(PALETTES)]
    picture = Image.new("RGB", (FACE, FACE), ground)
    glow = Image.new("L", (FACE, FACE), 0)
    ImageDraw.Draw(glow).ellipse((90, 40, 678, 628), fill=150)
    picture.paste(Image.new("RGB", (FACE, FACE), clothes), mask=glow.filter(ImageFilter.GaussianBlur(60)))
    pen = ImageDraw.Draw(picture)
    skin, hair = luck.choice(SKINS), luck.choice(HAIR)
    style = number % 5
    if style in {1, 4}:
        pen.rounded_rectangle((214, 200, 554, 600 if style == 1 else 470), 150, fill=hair)
    pen.ellipse((120, 560, 648, 1100), fill=light if number % 2 else INK)
    pen.rounded_rectangle((326, 470, 442, 640), 50, fill=_darker(skin))
    pen.ellipse((246, 170, 522, 540), fill=skin)
    pen.ellipse((226, 330, 276, 400), fill=skin)
    pen.ellipse((492, 330, 542, 400), fill=skin)
    _hair(pen, style, hair)
    _look(pen, luck, number, hair)
    return _as_png(picture)


def backdrop(name: str, number: int) -> io.BytesIO:
    """An empty stage with the lights on."""
    luck = random.Random(f"stage of {name}")  # noqa: S311 - as above
    ground, first, second = PALETTES[number % len(PALETTES)]
    picture = Image.new("RGB", STAGE, ground)
    for colour, strength in ((first, 120), (second, 70), (first, 90)):
        beam = Image.new("L", STAGE, 0)
        top, foot = luck.randint(100, 1500), luck.randint(0, 1600)
        ImageDraw.Draw(beam).polygon(
            [(top - 12, -10), (top + 12, -10), (foot + 220, 360), (foot - 220, 360)], fill=strength
        )
        ImageDraw.Draw(beam).ellipse((foot - 220, 330, foot + 220, 390), fill=strength + 60)
        picture.paste(Image.new("RGB", STAGE, colour), mask=beam.filter(ImageFilter.GaussianBlur(14)))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 372, 1600, 400), fill=INK)
    for _seat in range(60):
        x, size = luck.randint(-20, 1600), luck.randint(24, 40)
        pen.ellipse((x, 392 - size, x + size, 392), fill=INK)
    return _as_png(picture)


def _hair(pen: ImageDraw.ImageDraw, style: int, hair: str) -> None:
    if style == 0:
        pen.pieslice((236, 140, 532, 480), 180, 360, fill=hair)
    elif style == 1:
        pen.pieslice((230, 136, 538, 470), 175, 340, fill=hair)
    elif style == 2:
        for x in range(232, 500, 44):
            pen.ellipse((x, 128 + abs(x - 366) // 6, x + 84, 232 + abs(x - 366) // 6), fill=hair)
    elif style == 3:
        pen.pieslice((240, 150, 528, 400), 190, 350, fill=hair)
        pen.ellipse((330, 76, 438, 184), fill=hair)
    else:
        pen.pieslice((232, 140, 536, 520), 180, 360, fill=hair)
        pen.rectangle((232, 300, 270, 420), fill=hair)
        pen.rectangle((498, 300, 536, 420), fill=hair)


def _look(pen: ImageDraw.ImageDraw, luck: random.Random, number: int, hair: str) -> None:
    lift = luck.randint(-10, 10)
    pen.line((300, 322 + lift, 352, 314), fill=INK, width=12)
    pen.line((416, 314, 468, 322 - lift), fill=INK, width=12)
    for x in (326, 442):
        pen.ellipse((x - 13, 346, x + 13, 374), fill=INK)
    if number % 3 == 1:
        for x in (326, 442):
            pen.ellipse((x - 46, 318, x + 46, 402), outline=INK, width=10)
        pen.line((372, 356, 396, 356), fill=INK, width=10)
    pen.line((384, 372, 376, 424, 392, 426), fill=INK, width=7, joint="curve")
    if number % 4 == 2:
        pen.chord((286, 400, 482, 560), 10, 170, fill=hair)
    smile: Sequence[int] = (332, 420, 436, 482) if number % 2 else (336, 452, 432, 500)
    pen.arc(tuple(smile), 20 if number % 2 else 200, 160 if number % 2 else 340, fill=INK, width=10)


def _darker(colour: str) -> tuple[int, ...]:
    return tuple(int(int(colour[at : at + 2], 16) * 0.82) for at in (1, 3, 5))


def _as_png(picture: Image.Image) -> io.BytesIO:
    out = io.BytesIO()
    picture.save(out, "PNG")
    out.seek(0)
    return out
