"""Taking a case into one's hands, so that no two people read the same one."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from moderation.errors import CaseEscalated
from moderation.models import ModerationAction, Priority, Report, ReviewCase
from moderation.services import audit
from moderation.services.actions import note_action
from moderation.services.judging import (
    DECIDE_ESCALATED,
    is_held_by_another,
    locked_case,
    readable_reason,
    require_may_judge,
)
from moderation.weighing import TIME_TO_DECIDE

# After that somebody else may take it: whoever claimed it has gone for coffee.
CLAIM = timedelta(minutes=10)


@transaction.atomic
def claim(*, case_id: UUID, by: User) -> ReviewCase:
    """Hold a case for ten minutes; claiming it again begins anew.

    Raises NotFound, CaseDecided, CaseTaken, CaseEscalated, NotYoursToJudge, Forbidden.
    """
    now = timezone.now()
    case = locked_case(case_id)
    require_may_judge(case=case, by=by, now=now)
    case.assignee, case.claimed_at, case.claimed_until = by, now, now + CLAIM
    case.save(update_fields=["assignee", "claimed_at", "claimed_until", "updated_at"])
    case.reports.filter(status=Report.Status.PENDING).update(status=Report.Status.REVIEWING, updated_at=now)
    return case


@transaction.atomic
def release(*, case_id: UUID, by: User) -> ReviewCase:
    """Put it back into the queue. Whoever does not hold it changes nothing. Raises NotFound, CaseDecided."""
    case = locked_case(case_id)
    if case.assignee_id == by.pk and not is_held_by_another(case, by, timezone.now()):
        let_go(case)
        case.save(update_fields=["assignee", "claimed_at", "claimed_until", "updated_at"])
    return case


@transaction.atomic
def escalate(*, case_id: UUID, by: User, reason: str) -> ReviewCase:
    """Hand it to somebody more senior, at high priority at least.

    Raises NotFound, CaseDecided, CaseTaken, CaseEscalated (it is already), NotYoursToJudge, Forbidden, Invalid.
    """
    now = timezone.now()
    said = readable_reason(reason)
    case = locked_case(case_id)
    if case.escalated_at is not None:
        raise CaseEscalated
    require_may_judge(case=case, by=by, now=now)
    case.escalated_at, case.escalated_by, case.escalation = now, by, said
    case.priority = min(case.priority, Priority.HIGH)
    case.due_at = min(case.due_at, now + TIME_TO_DECIDE[Priority.HIGH])
    let_go(case)
    case.save()
    note_action(
        case=case,
        kind=case.subject_kind,
        id=case.subject_id,
        person_id=case.person_id,
        action=ModerationAction.Act.ESCALATE,
        actor=by,
        reason=said,
        category=case.category,
    )
    audit.note(actor=by, act="case.escalated", subject=f"case:{case.pk}", reason=said)
    return case


def let_go(case: ReviewCase) -> None:
    case.assignee = case.claimed_at = case.claimed_until = None


@transaction.atomic
def claim_next(*, by: User) -> ReviewCase | None:
    """The most urgent case that they hold or nobody does, and that they may judge.

    Two who ask at once get two different ones. Raises Forbidden.
    """
    now = timezone.now()
    cases = ReviewCase.objects.open().free_for(by.pk, now).decidable_by(by.pk, escalated=by.has_perm(DECIDE_ESCALATED))
    found = cases.in_order().select_for_update(skip_locked=True, of=("self",)).first()
    return claim(case_id=found.pk, by=by) if found is not None else None
