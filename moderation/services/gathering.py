"""One open case a subject, which everything about it joins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator

from accounts.models import User
from moderation.events import CaseOpened
from moderation.models import Priority, ReviewCase
from moderation.selectors.trust import trust_levels
from moderation.subjects import Description, SubjectKind, subject_kind
from moderation.weighing import TIME_TO_DECIDE, Weight, Witness, believed, weigh
from roastlive.lib.errors import NotFound
from roastlive.lib.events import announce

TITLE_KEPT = 200
# More witnesses than these change no priority any more.
WITNESSES_HEARD = 200


@dataclass(frozen=True, kw_only=True)
class Found:
    """A subject as it stands now."""

    known: SubjectKind
    id: UUID
    thing: Any
    description: Description

    @property
    def owner_id(self) -> UUID | None:
        return self.known.owner(self.thing)

    @property
    def title(self) -> str:
        return Truncator(self.description.title).chars(TITLE_KEPT)


def find_subject(*, kind: str, id: UUID, visitor: User | None) -> Found:
    """As `visitor` may see it; None is the house. Raises NotFound, whatever the reason that there is nothing to see."""
    known = subject_kind(kind)
    thing = known.find(id, visitor)
    if thing is None:
        raise NotFound
    return Found(known=known, id=id, thing=thing, description=known.describe(thing))


def join_case(*, found: Found, witness: Witness) -> ReviewCase:
    """The open case about a subject, locked until the transaction ends; there is one from now on, however many ask."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("A case is joined in the transaction of what joins it.")
    while True:
        case, is_new = ReviewCase.objects.get_or_create(
            subject_kind=found.known.kind,
            subject_id=found.id,
            status=ReviewCase.Status.OPEN,
            defaults=_first_words(found, witness),
        )
        # Between finding and locking it, somebody may have decided it: then what comes in opens another.
        locked = ReviewCase.objects.select_for_update().open().filter(pk=case.pk).first()
        if locked is None:
            continue
        if is_new:
            announce(CaseOpened(case_id=locked.pk))
        return locked


def reweigh(case: ReviewCase) -> None:
    """After something joined the case. It may become more urgent and due sooner, and never the other way."""
    weight = weigh(_witnesses(case))
    case.priority = min(case.priority, weight.priority)
    case.category = weight.category
    case.due_at = min(case.due_at, timezone.now() + TIME_TO_DECIDE[Priority(case.priority)])
    case.save(update_fields=["priority", "category", "due_at", "updated_at"])


def _first_words(found: Found, witness: Witness) -> dict[str, Any]:
    weight: Weight = weigh([witness])
    return {
        "title": found.title,
        "person_id": found.owner_id,
        "priority": weight.priority,
        "category": weight.category,
        "due_at": timezone.now() + TIME_TO_DECIDE[weight.priority],
    }


def _witnesses(case: ReviewCase) -> list[Witness]:
    reports = list(case.reports.values_list("type", "reporter_id")[:WITNESSES_HEARD])
    trusted = trust_levels([reporter for _type, reporter in reports])
    return [
        *(believed(category=said, trust=trusted[reporter]) for said, reporter in reports),
        *(
            Witness(category=category, belief=confidence)
            for category, confidence in case.flags.values_list("category", "confidence")[:WITNESSES_HEARD]
        ),
    ]
