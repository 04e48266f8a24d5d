"""What engines say about a text, before any policy is asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from moderation.screening.vocabulary import Category, Speaker, Target

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from moderation.screening.reading import Reading


@dataclass(frozen=True, slots=True)
class Signal:
    category: Category
    rule: str
    says: StrOrPromise
    # 0 to 1: how bad and how sure.
    weight: float
    # In the original text.
    start: int
    end: int
    # A guess ranks what a person should look at first, and may hold; it never turns a line away by itself.
    guess: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """Who speaks to whom."""

    speaker: Speaker
    target: Target


class Engine(Protocol):
    """Anything that can look at a text. Engines know no policy, keep no state and never raise."""

    @property
    def version(self) -> str: ...

    def signals(self, reading: Reading, scene: Scene) -> Iterable[Signal]: ...
