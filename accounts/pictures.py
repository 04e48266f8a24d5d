"""What uploaded pictures are called, in the store and on pages."""

from __future__ import annotations

import re

from django.conf import settings

# The small one stands beside names, the large one on the channel's own page.
SIZES = ("small", "large")
PUBLIC_NAME = re.compile(r"people/[0-9a-f]{2}/[0-9a-f]{32}-(?:small|large)\.webp")


def picture_file(name: str, size: str) -> str:
    return f"{name}-{size}.webp"


def picture_url(name: str, size: str = "small") -> str:
    """The address of a picture, or "" where there is none; initials stand in for it."""
    return settings.MEDIA_URL + picture_file(name, size) if name else ""
