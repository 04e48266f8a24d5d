"""The one form of every benchmark and drill: a table for people, a JSON file under var/ for programs."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VAR = Path(os.environ.get("VAR_DIR", ROOT / "var"))

Figure = float | int | str | bool | None


def machine() -> str:
    """What the figures were measured on: they mean nothing on another machine."""
    model = platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    return f"{os.cpu_count()} x {model}, Linux {platform.release()}, Python {platform.python_version()}"


def write_benchmark(name: str, *, figures: Mapping[str, Figure], ratios: Mapping[str, float]) -> Path:
    content = {"name": name, "machine": machine(), "figures": dict(figures), "ratios": dict(ratios)}
    return _write(VAR / "bench" / f"{name}.json", content)


def write_drill(name: str, *, passed: bool, figures: Mapping[str, Figure]) -> Path:
    return _write(VAR / "drills" / f"{name}.json", {"name": name, "passed": passed, "figures": dict(figures)})


def _write(path: Path, content: Mapping[str, object]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2) + "\n")
    return path


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as they must be; the first is text, the others are figures."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        first, *others = (
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        return "  ".join((first, *others)).rstrip()

    return "\n".join((line(head), "  ".join("-" * width for width in widths), *(line(row) for row in rows)))
