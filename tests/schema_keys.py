"""Valkey keeps no catalog of the keys that may come, so the project's own texts are asked whether any makes such a key."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from roastlive.lib.schema.homes import NoHome
from tests.floors import ROOT, apps_downwards

HOLE = re.compile(r"\{[^}]*\}|%[sd]")


def key_is_made(home: str) -> bool:
    """Whether some code makes keys of this form, for example stream:{id}:viewers."""
    if ":" not in home or " " in home:
        raise NoHome(f"{home!r} is no key")
    return HOLE.sub("{}", home) in _forms()


@cache
def _forms() -> frozenset[str]:
    sources = (path for package in ("roastlive", *apps_downwards()) for path in (ROOT / package).rglob("*.py"))
    return frozenset(form for path in sources if "tests" not in path.parts for form in _texts(path))


def _texts(path: Path) -> Iterator[str]:
    """Every text, what is filled in left empty: f"stream:{id}:viewers" and "stream:%s:viewers" are alike."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield HOLE.sub("{}", node.value)
