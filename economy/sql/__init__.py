"""The functions of the ledger, in the language of the database that they guard."""

from __future__ import annotations

from importlib.resources import files


def script(name: str) -> str:
    return files(__name__).joinpath(name).read_text(encoding="utf-8")
