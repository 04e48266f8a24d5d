"""`manage.py screen "a line"`: what screening makes of it, and why. `--jsonl` judges lines from standard input."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError

from moderation.screening import Decision, Policy, Speaker, Target, Verdict
from moderation.services.screening import house_screener

# A line of JSON that is longer than this holds no line that anybody said.
LONGEST_ROW = 200_000


class Command(BaseCommand):
    stealth_options = ("stdin",)
    help = "Judges a line as screening does, and explains the decision. With --jsonl: one JSON decision a line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("text", nargs="?", help="the line; without one, it is read from standard input")
        parser.add_argument("--speaker", choices=Speaker.values, default=Speaker.VIEWER.value, help="who says it")
        parser.add_argument("--target", choices=Target.values, default=Target.PERFORMER.value, help="to whom")
        parser.add_argument("--level", type=int, choices=range(5), default=2, help="strictness, 0 to 4")
        parser.add_argument(
            "--jsonl", action="store_true", help='lines of {"text", "speaker", "target"} in, one decision a line out'
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        self.policy = Policy(level=options["level"])
        self.usual = {"speaker": options["speaker"], "target": options["target"]}
        if options["jsonl"]:
            for answer in self.answers(options.get("stdin") or sys.stdin):
                self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        text = options["text"] if options["text"] is not None else sys.stdin.read()
        if not text.strip():
            raise CommandError("Give a line to judge.")
        self.explain(self._screen({"text": text}))

    def answers(self, rows: TextIO) -> Iterator[dict[str, Any]]:
        """One for each row, in their order; a row that cannot be read gets an error of its own."""
        # Bytes, so that a row which is no UTF-8 spoils itself alone.
        lines = getattr(rows, "buffer", rows)
        for number, row in enumerate(lines, 1):
            try:
                text = row.decode("utf-8") if isinstance(row, bytes) else row
                yield _as_json(self._screen(_read(text)))
            except (ValueError, RecursionError) as error:
                yield {"error": str(error)[:200], "line": number}

    def explain(self, decision: Decision) -> None:
        style = {Verdict.ALLOW: self.style.SUCCESS, Verdict.HOLD: self.style.WARNING, Verdict.BLOCK: self.style.ERROR}
        said = {Verdict.ALLOW: "let through", Verdict.HOLD: "held", Verdict.BLOCK: "turned away"}
        category = f", {decision.category.value}" if decision.category else ""
        self.stdout.write(
            style[decision.verdict](f"{said[decision.verdict]}{category}, confidence {decision.confidence:.2f}")
        )
        if not decision.reasons:
            self.stdout.write("  nothing was noticed")
        for reason in decision.reasons:
            self.stdout.write(
                f"  {reason.verdict.value:<5}  {reason.category.value:<12}  {reason.confidence:.2f}  {reason.rule}"
            )
            self.stdout.write(f"         {reason.says} “{reason.found}”")
        self.stdout.write(f"  by {decision.version}")

    def _screen(self, row: dict[str, str]) -> Decision:
        scene = {**self.usual, **row}
        return house_screener().screen(
            scene["text"], speaker=Speaker(scene["speaker"]), target=Target(scene["target"]), policy=self.policy
        )


def _read(row: str) -> dict[str, str]:
    """Raises ValueError in words for whoever wrote the row."""
    if len(row) > LONGEST_ROW:
        raise ValueError(f"longer than {LONGEST_ROW} letters")
    try:
        found = json.loads(row)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error}") from error
    if not isinstance(found, dict):
        raise ValueError("not an object")
    if not isinstance(found.get("text"), str):
        raise ValueError("no text")
    read = {"text": found["text"]}
    for name, choices in (("speaker", Speaker.values), ("target", Target.values)):
        if name in found:
            if found[name] not in choices:
                raise ValueError(f"{name} is one of {', '.join(choices)}")
            read[name] = found[name]
    return read


def _as_json(decision: Decision) -> dict[str, Any]:
    return {
        "verdict": decision.verdict.value,
        "category": decision.category.value if decision.category else None,
        "confidence": decision.confidence,
        "reasons": [
            {
                "category": reason.category.value,
                "rule": reason.rule,
                "says": str(reason.says),
                "found": reason.found,
                "confidence": reason.confidence,
                "verdict": reason.verdict.value,
            }
            for reason in decision.reasons
        ],
        "version": decision.version,
    }
