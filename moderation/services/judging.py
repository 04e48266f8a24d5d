"""Who may judge a case."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError

from accounts.models import User
from moderation.errors import CaseDecided, CaseEscalated, CaseTaken, NotYoursToJudge
from moderation.models import ReviewCase
from roastlive.lib.errors import Forbidden, Invalid, NotFound
from roastlive.lib.text import clean_line

DECIDE = "moderation.decide_reviewcase"
DECIDE_ESCALATED = "moderation.decide_escalated_reviewcase"
REASON_LONGEST = 300


def locked_case(case_id: UUID) -> ReviewCase:
    """Raises NotFound, CaseDecided."""
    case = ReviewCase.objects.select_for_update(of=("self",)).select_related("person", "assignee").filter(pk=case_id)
    found = case.first()
    if found is None:
        raise NotFound
    if found.status == ReviewCase.Status.DECIDED:
        raise CaseDecided
    return found


def require_may_judge(*, case: ReviewCase, by: User, now: datetime) -> None:
    """Raises Forbidden, NotYoursToJudge (about themselves, or reported by them), CaseEscalated, CaseTaken."""
    if not by.has_perm(DECIDE):
        raise Forbidden
    if is_part_of(case, by):
        raise NotYoursToJudge
    if case.escalated_at is not None and not by.has_perm(DECIDE_ESCALATED):
        raise CaseEscalated
    if is_held_by_another(case, by, now):
        raise CaseTaken(name=case.assignee.username if case.assignee else "")


def is_part_of(case: ReviewCase, person: User) -> bool:
    return case.person_id == person.pk or case.reports.filter(reporter=person).exists()


def is_held_by_another(case: ReviewCase, person: User, now: datetime) -> bool:
    return case.claimed_until is not None and case.claimed_until > now and case.assignee_id != person.pk


def readable_reason(reason: str, *, minimum: int = 3) -> str:
    """Raises Invalid."""
    try:
        return clean_line(reason, maximum=REASON_LONGEST, minimum=minimum)
    except ValidationError as error:
        raise Invalid(errors={"reason": list(error.messages)}) from error
