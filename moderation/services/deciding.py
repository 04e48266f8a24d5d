"""The decision of a case, and the moment in which it can be taken back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from moderation.errors import CannotUndo
from moderation.events import CaseDecided, CaseReopened
from moderation.models import ModerationAction, ModerationFlag, Outcome, Report, ReviewCase
from moderation.services import audit
from moderation.services.actions import note_action, override
from moderation.services.claiming import CLAIM, let_go
from moderation.services.forgetting import forget_cases_about
from moderation.services.gathering import Found
from moderation.services.judging import locked_case, readable_reason, require_may_judge
from moderation.services.outcomes import Sentence, carry_out, put_back, subject_now
from moderation.services.sanctions import lift
from moderation.services.telling import tell_of_decision
from roastlive.lib.errors import NotFound
from roastlive.lib.events import announce

if TYPE_CHECKING:
    from django.db.models import QuerySet

Act = ModerationAction.Act
UNDO_WITHIN = timedelta(seconds=60)


@transaction.atomic
def decide(*, case_id: UUID, sentence: Sentence) -> ReviewCase:
    """Do what was decided, close the case with all its reports and flags, and tell everybody whom it concerns.

    What nobody holds need not be claimed first. Raises NotFound, CaseDecided, CaseTaken, CaseEscalated, NotYoursToJudge,
    Forbidden, Invalid, NotThisOutcome, and what sanctions raise.
    """
    now = timezone.now()
    reason = readable_reason(sentence.reason)
    case = locked_case(case_id)
    require_may_judge(case=case, by=sentence.by, now=now)
    actions = carry_out(case=case, found=subject_now(case), sentence=sentence)
    case.status, case.outcome, case.reason = ReviewCase.Status.DECIDED, sentence.outcome, reason
    case.decided_at, case.decided_by = now, sentence.by
    let_go(case)
    case.save()
    _close(case, actions[0], now)
    tell_of_decision(case=case, actions=actions)
    audit.note(
        actor=sentence.by,
        act="case.decided",
        subject=f"case:{case.pk}",
        reason=reason,
        detail={
            "outcome": case.outcome,
            "about": f"{case.subject_kind}:{case.subject_id}",
            "actions": [str(action.pk) for action in actions],
        },
    )
    if case.person is not None and case.person.deleted_at is not None:
        # They left while this waited, and what was seen of theirs stayed for it.
        forget_cases_about(case.person)
    announce(CaseDecided(case_id=case.pk))
    return case


@transaction.atomic
def undo(*, case_id: UUID, by: User) -> ReviewCase:
    """Take one's own decision back while it is a minute old: as if it had not been made, except that it is on record.

    Raises NotFound, CannotUndo (too late, somebody else's, a stop, or something new was reported meanwhile).
    """
    now = timezone.now()
    case = ReviewCase.objects.select_for_update().filter(pk=case_id).first()
    if case is None:
        raise NotFound
    if not may_undo(case=case, by=by, now=now) or _another_is_open(case):
        raise CannotUndo
    undone = list(
        case.actions.filter(actor__isnull=False, overridden_by__isnull=True, created_at__gte=case.decided_at)
        .exclude(action=Act.ESCALATE)
        .select_related("sanction")
    )
    for action in undone:
        _reverse(case, action, by)
    note = note_action(
        case=case,
        kind=case.subject_kind,
        id=case.subject_id,
        person_id=case.person_id,
        action=Act.UNDO,
        actor=by,
        category=case.category,
    )
    override(undone, by=note)
    _reopen(case, by, now)
    audit.note(actor=by, act="case.reopened", subject=f"case:{case.pk}", detail={"outcome": undone[0].action})
    announce(CaseReopened(case_id=case.pk))
    return case


def may_undo(*, case: ReviewCase, by: User, now: datetime) -> bool:
    """Whether this is their own decision, and still fresh."""
    return case.decided_at is not None and case.decided_by_id == by.pk and now - case.decided_at <= UNDO_WITHIN


def _close(case: ReviewCase, action: ModerationAction, now: datetime) -> None:
    is_acquitted = Outcome(case.outcome).acquits
    case.reports.open().update(
        status=Report.Status.DISMISSED if is_acquitted else Report.Status.RESOLVED,
        reviewed_by=case.decided_by,
        reviewed_at=now,
        notes=case.reason,
        updated_at=now,
    )
    flags = case.flags.filter(status=ModerationFlag.Status.PENDING)
    flags.update(
        status=ModerationFlag.Status.DISMISSED if is_acquitted else ModerationFlag.Status.UPHELD, updated_at=now
    )
    if is_acquitted:
        override(_machines(case).filter(overridden_by__isnull=True), by=action)


def _machines(case: ReviewCase) -> QuerySet[ModerationAction]:
    return case.actions.filter(actor__isnull=True)


def _another_is_open(case: ReviewCase) -> bool:
    return ReviewCase.objects.open().about(case.subject_kind, case.subject_id).exists()


def _reverse(case: ReviewCase, action: ModerationAction, by: User) -> None:
    """What this decision did, undone; what it overrode holds again."""
    found = subject_now(case)
    overridden = list(action.overrides.all())
    if action.sanction is not None:
        lift(sanction=action.sanction, by=by, reason=action.reason)
    elif action.action == Act.HIDE:
        put_back(case=case, found=_there(found), hidden=action, by=by, reason=action.reason)
    elif action.action == Act.STOP:
        raise CannotUndo
    for row in overridden:
        row.overridden_by = None
        if row.action in {Act.HIDE, Act.HOLD}:
            row.kept = _hide_again(_there(found), by, action.reason)
        row.save(update_fields=["overridden_by", "kept", "updated_at"])


def _there(found: Found | None) -> Found:
    if found is None:
        raise CannotUndo
    return found


def _hide_again(found: Found, by: User, reason: str) -> dict[str, Any]:
    if found.known.hide is None:
        raise CannotUndo
    return dict(found.known.hide(found.thing, by=by, reason=reason) or {})


def _reopen(case: ReviewCase, by: User, now: datetime) -> None:
    """Back into the hands of whoever decided it, with everything that came with it."""
    decided_at = case.decided_at
    case.reports.filter(reviewed_at=decided_at).update(
        status=Report.Status.REVIEWING, reviewed_by=None, reviewed_at=None, notes="", updated_at=now
    )
    case.flags.update(status=ModerationFlag.Status.PENDING, updated_at=now)
    case.status, case.outcome, case.reason = ReviewCase.Status.OPEN, "", ""
    case.decided_at = case.decided_by = None
    case.assignee, case.claimed_at, case.claimed_until = by, now, now + CLAIM
    case.save()
