"""What an empty house shows, so that it looks alive. Each app fills in its own, in `demo.py`.

    @demo(order=10)
    def people(stage: Stage) -> None:
        stage.tell("...")

Demos run in their order, in one command, and may be run again at any time: what is there already stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Stage:
    """What demos share: the password of everybody they invent, and the lines that are said in the end."""

    password: str
    lines: list[str] = field(default_factory=list)

    def tell(self, line: str) -> None:
        self.lines.append(line)


Demo = Callable[[Stage], None]

_demos: dict[str, tuple[int, Demo]] = {}


def demo(*, order: int) -> Callable[[Demo], Demo]:
    """Lower apps have lower orders: people come before their shows."""

    def register(fill: Demo) -> Demo:
        _demos[f"{fill.__module__}.{fill.__qualname__}"] = (order, fill)
        return fill

    return register


def demos() -> list[Demo]:
    return [fill for _order, fill in sorted(_demos.values(), key=lambda entry: entry[0])]
