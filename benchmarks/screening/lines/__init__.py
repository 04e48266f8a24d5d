"""Lines that people said, with what a fair judge makes of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from moderation.screening import Speaker, Target


@dataclass(frozen=True)
class Line:
    text: str
    speaker: Speaker
    target: Target
    # fine, borderline (either verdict will do) or violation
    label: str
    category: str | None
    language: str = "en"
    # How a violation is disguised, where it is.
    disguised: bool = False


def lines_of(name: str) -> list[Line]:
    """`learning`, which rules and classifier were made from, or `held_out`, which they never saw."""
    path = Path(__file__).with_name(f"{name}.jsonl")
    rows = [json.loads(row) for row in path.read_text(encoding="utf-8").splitlines() if row]
    return [Line(**{**row, "speaker": Speaker(row["speaker"]), "target": Target(row["target"])}) for row in rows]
