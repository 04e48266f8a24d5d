"""Who is turned away although they have shown who they are. Apps above say whom, and which one page is open to them.

    register_door_rule(name="moderation.sanctions", refusal=refusal_at_the_door, page="moderation:shut_out")

`refusal` is asked with the person's id whenever a door opens: with a password, a passkey, a program's token. It is asked
only about somebody who has shown everything that was asked of them, so that nobody else learns anything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from roastlive.lib.errors import DomainError


@dataclass(frozen=True)
class DoorRule:
    refusal: Callable[[UUID], DomainError | None]
    page: str


_rules: dict[str, DoorRule] = {}


def register_door_rule(*, name: str, refusal: Callable[[UUID], DomainError | None], page: str) -> None:
    """Registering the same name again replaces what was said before. `page` is the name of a route."""
    _rules[name] = DoorRule(refusal, page)


def page_instead(person_id: UUID) -> str | None:
    """Where somebody is led who is turned away; None for everybody else."""
    return next((rule.page for rule in _rules.values() if rule.refusal(person_id) is not None), None)


def require_let_in(person_id: UUID) -> None:
    """Raises what the first rule against it says."""
    for rule in _rules.values():
        refusal = rule.refusal(person_id)
        if refusal is not None:
            raise refusal
