"""Which floor is above which: read from .importlinter, so that there is one list of them."""

from __future__ import annotations

from configparser import ConfigParser
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CONTRACTS = ROOT / ".importlinter"


def contracts() -> ConfigParser:
    parser = ConfigParser()
    parser.read_string(CONTRACTS.read_text())
    return parser


def apps_downwards() -> list[str]:
    """The apps, highest first; below them is the kernel."""
    *apps, _kernel = contracts()["importlinter:contract:floors"]["layers"].split()
    return apps
