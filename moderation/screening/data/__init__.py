"""What screening knows by heart: lists in plain files, each with a header that says what it is for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


def lines_of(name: str) -> Iterator[str]:
    """The lines of a list that are neither empty nor a comment."""
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.strip()


PART = re.compile(r"(?P<name>[a-z_]+) = (?P<pattern>.+)")
NAME = re.compile(r"\{([a-z_]+)\}")


@cache
def parts_of(name: str) -> dict[str, str]:
    """Named patterns of a file, in which `{name}` stands for one above."""
    parts: dict[str, str] = {}
    for line in lines_of(name):
        part = PART.fullmatch(line)
        if part is None:
            break
        parts[part["name"]] = filled(part["pattern"], parts)
    return parts


def filled(pattern: str, parts: dict[str, str]) -> str:
    return NAME.sub(lambda match: parts[match[1]], pattern)


def shape(name: str) -> re.Pattern[str]:
    return re.compile(parts_of("rules/shapes.txt")[name])
