"""The little language in which rules are written: `{i} {will} {gap}kill {you}`.

A rule looks at words with one space between them: lower case, no apostrophes, no punctuation, no marks (ä is a). Every gap is
bounded and no repetition contains another, so no text makes a pattern slow. In a file of rules,

    kin = (?:family|kids?)                       names a part: `{kin}`
    [threat.violence threat 0.92]                begins a rule: its name, its category, how bad and how sure
    {will} kill {your} {kin}                     is one pattern of it
    unless {on_stage}                            calls it off wherever that matches
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from moderation.screening.data import PART, filled, lines_of, parts_of
from moderation.screening.rules.wording import SAYS
from moderation.screening.vocabulary import Category

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Which words can begin a match of which rule is worked out beforehand: a text is tried against few rules. Words are cut to this.
NEEDLE = 4
HEAD = re.compile(r"\[(?P<name>[\w.]+) (?P<category>\w+) (?P<weight>[\d.]+)\]")
UNLESS = "unless "


@dataclass
class Rule:
    """Compiled when a text first needs it: most lines need none."""

    name: str
    category: Category
    weight: float
    written: list[str] = field(default_factory=list)
    written_unless: list[str] = field(default_factory=list)

    @property
    def says(self) -> StrOrPromise:
        return SAYS[self.name]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return _compiled(self.written)

    @cached_property
    def unless(self) -> re.Pattern[str] | None:
        return _compiled(self.written_unless) if self.written_unless else None


def _compiled(patterns: list[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b")


def read_rules(name: str) -> Iterator[Rule]:
    """The rules of a file. Parts that stand in `parts.txt` may be used in every file."""
    parts = {**parts_of("rules/context.txt"), **parts_of("rules/parts.txt")}
    rule: Rule | None = None
    for line in lines_of(f"rules/{name}.txt"):
        if (head := HEAD.fullmatch(line)) is not None:
            if rule is not None:
                yield rule
            rule = Rule(head["name"], Category(head["category"]), float(head["weight"]))
        elif rule is None and (part := PART.fullmatch(line)) is not None:
            parts[part["name"]] = filled(part["pattern"], parts)
        elif rule is not None and line.startswith(UNLESS):
            rule.written_unless.append(filled(line.removeprefix(UNLESS), parts))
        elif rule is not None:
            rule.written.append(filled(line, parts))
    if rule is not None:
        yield rule
