"""What clients meant to do and what they were told, kept outside PostgreSQL.

A line goes to the kernel in one write before it counts, so `kill -9` of the client or of PostgreSQL takes none of it back.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Entry:
    """One attempt: what was meant, how often it was tried, and the answer once there was one."""

    deed: dict[str, Any]
    tries: int = 0
    answer: str | None = None
    # What the answer names: the transfer or the hold. Nothing for a refusal.
    made: str | None = None

    @property
    def acknowledged(self) -> bool:
        return self.answer == "done"


@dataclass
class Book:
    path: Path
    entries: dict[int, Entry] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for line in _whole_lines(self.path):
            self._take(json.loads(line))
        self._file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)

    def will_try(self, number: int, deed: dict[str, Any]) -> None:
        self._write({"n": number, "deed": deed})

    def was_told(self, number: int, answer: str, made: str | None = None) -> None:
        self._write({"n": number, "answer": answer, "made": made})

    def unanswered(self) -> list[int]:
        return [number for number, entry in self.entries.items() if entry.answer is None]

    def _write(self, line: dict[str, Any]) -> None:
        os.write(self._file, json.dumps(line).encode() + b"\n")
        self._take(line)

    def _take(self, line: dict[str, Any]) -> None:
        if "deed" in line:
            entry = self.entries.setdefault(line["n"], Entry(line["deed"]))
            entry.tries += 1
        else:
            entry = self.entries[line["n"]]
            entry.answer, entry.made = line["answer"], line["made"]


@dataclass
class Progress:
    """How many answers a client has been given, for whoever looks on, and again and again."""

    path: Path
    answers: int = 0
    _read: int = 0

    def look(self) -> int:
        if self.path.exists():
            with self.path.open("rb") as lines:
                lines.seek(self._read)
                new = lines.read()
            whole = new[: new.rfind(b"\n") + 1]
            self._read += len(whole)
            self.answers += whole.count(b'"answer"')
        return self.answers


def _whole_lines(path: Path) -> Iterator[bytes]:
    """Without the line that a killed client may have left unfinished."""
    if not path.exists():
        return
    with path.open("rb") as lines:
        for line in lines:
            if line.endswith(b"\n"):
                yield line
