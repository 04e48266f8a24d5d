"""Which gifts are drawn: the names in the sprite."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.conf import settings

SPRITE = "static/economy/gifts.svg"


@cache
def drawings() -> list[tuple[str, str]]:
    """As choices of a form."""
    text = (Path(settings.BASE_DIR) / SPRITE).read_text(encoding="utf-8")
    return [(name, name) for name in re.findall(r'<symbol id="([a-z-]+)"', text)]
