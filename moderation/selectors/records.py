"""Who somebody has been here so far: what a moderator knows of a person before they decide."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from moderation.models import ReviewCase, UserSanction
from moderation.selectors.cases import earlier_cases
from moderation.selectors.trust import trust_levels

SANCTIONS_SHOWN = 6


@dataclass(frozen=True, kw_only=True)
class Record:
    person: User
    trust: int
    sanctions: list[UserSanction]
    earlier: list[ReviewCase]


def record_of(case: ReviewCase) -> Record | None:
    """Of the person a case is about; None where it is about nobody."""
    if case.person is None:
        return None
    sanctions = UserSanction.objects.filter(person=case.person).order_by("-id")
    return Record(
        person=case.person,
        trust=trust_levels([case.person.pk])[case.person.pk],
        sanctions=list(sanctions[:SANCTIONS_SHOWN]),
        earlier=earlier_cases(case),
    )
