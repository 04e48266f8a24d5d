"""A machine has its doubts, and a person will look."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from moderation.models import ModerationAction, ModerationFlag
from moderation.screening.vocabulary import Decision, Verdict
from moderation.services.actions import note_action
from moderation.services.evidence import freeze
from moderation.services.gathering import find_subject, join_case, reweigh
from moderation.weighing import Witness

REASONS_KEPT = 20
QUOTE_KEPT = 200


@transaction.atomic
def flag(*, kind: str, id: UUID, decision: Decision) -> ModerationFlag:
    """Screening held or blocked this: write down that it did, and let a person look. Raises NotFound.

    Raises ValueError for a decision that let it through: there is nothing to look at.
    """
    if decision.verdict == Verdict.ALLOW or decision.category is None:
        raise ValueError("Only what was held or blocked is flagged.")
    found = find_subject(kind=kind, id=id, visitor=None)
    witness = Witness(category=decision.category, belief=decision.confidence)
    case = join_case(found=found, witness=witness)
    row = ModerationFlag.objects.create(
        case=case,
        person_id=found.owner_id,
        subject_kind=kind,
        subject_id=id,
        category=decision.category,
        confidence=decision.confidence,
        reasons=_reasons(decision),
        model_version=decision.version,
        snapshot=freeze(found.description),
    )
    note_action(
        case=case,
        kind=kind,
        id=id,
        person_id=found.owner_id,
        action=ModerationAction.Act(decision.verdict.value),
        category=decision.category,
        confidence=decision.confidence,
        model_version=decision.version,
    )
    reweigh(case)
    return row


def _reasons(decision: Decision) -> list[dict[str, Any]]:
    return [
        {
            "category": str(reason.category),
            "rule": reason.rule,
            "found": reason.found[:QUOTE_KEPT],
            "confidence": reason.confidence,
        }
        for reason in decision.reasons[:REASONS_KEPT]
    ]
