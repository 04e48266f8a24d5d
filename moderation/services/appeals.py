"""The answer to a sanction, and somebody else's answer to that."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from moderation.errors import (
    AlreadyAppealed,
    AppealAnswered,
    AppealTooLate,
    NotYourJudgement,
    SanctionOver,
    TooGrave,
)
from moderation.events import AppealAnswered as AppealWasAnswered
from moderation.events import AppealMade
from moderation.models import Appeal, UserSanction
from moderation.services import audit
from moderation.services.sanctions import ISSUE_GRAVE, end_early, locked_sanction, readable_reason, shuts_out
from moderation.services.telling_sanctions import tell_of_answer
from roastlive.lib.errors import Forbidden, Invalid, NotFound
from roastlive.lib.events import announce
from roastlive.lib.text import clean_text

ANSWER = "moderation.answer_appeal"
WORDS_LEAST, WORDS_MOST = 10, 2000


@transaction.atomic
def appeal(*, person: User, sanction_id: UUID, words: str) -> Appeal:
    """Once for each sanction of one's own, while it holds and for a while after it began.

    Raises NotFound, also for a sanction of somebody else; AlreadyAppealed, SanctionOver, AppealTooLate, Invalid.
    """
    try:
        said = clean_text(words, maximum=WORDS_MOST, minimum=WORDS_LEAST)
    except ValidationError as error:
        raise Invalid(errors={"words": list(error.messages)}) from error
    row = locked_sanction(sanction_id)
    if row.person_id != person.pk:
        raise NotFound
    if Appeal.objects.filter(sanction=row).exists():
        raise AlreadyAppealed
    now = timezone.now()
    if not row.is_in_force(now):
        raise SanctionOver
    if now > row.appealable_until:
        raise AppealTooLate
    made = Appeal.objects.create(
        sanction=row,
        person=person,
        against_id=row.issued_by_id,
        words=said,
        due_at=now + timedelta(days=settings.APPEAL_ANSWER_DAYS),
    )
    announce(AppealMade(appeal_id=made.pk, person_id=person.pk))
    return made


@transaction.atomic
def answer(*, appeal_id: UUID, by: User, grant: bool, words: str) -> Appeal:
    """By somebody else than whoever issued the sanction. Granting it lifts the sanction, if that still holds.

    Raises NotFound, Forbidden, TooGrave, NotYourJudgement, AppealAnswered, Invalid.
    """
    said = readable_reason(words)
    if not by.has_perm(ANSWER):
        raise Forbidden
    found = Appeal.objects.filter(pk=appeal_id).first()
    if found is None:
        raise NotFound
    row = locked_sanction(found.sanction_id)
    waiting = Appeal.objects.select_related("person").select_for_update(of=("self",)).get(pk=appeal_id)
    if waiting.status != Appeal.Status.OPEN:
        raise AppealAnswered
    require_may_answer(waiting, row, by)
    waiting.status = Appeal.Status.UPHELD if grant else Appeal.Status.REJECTED
    waiting.answered_by, waiting.answered_at, waiting.answer = by, timezone.now(), said
    waiting.save(update_fields=["status", "answered_by", "answered_at", "answer", "updated_at"])
    audit.note(
        actor=by,
        act="appeal.granted" if grant else "appeal.turned_down",
        subject=f"person:{waiting.person_id}",
        reason=said,
        detail={"appeal": str(waiting.pk), "sanction": str(row.pk), "kind": row.kind},
    )
    tell_of_answer(waiting)
    if grant:
        _lift(row, by, said)
    announce(AppealWasAnswered(appeal_id=waiting.pk, person_id=waiting.person_id))
    return waiting


def require_may_answer(waiting: Appeal, row: UserSanction, by: User) -> None:
    """Raises NotYourJudgement, TooGrave."""
    if by.pk in {waiting.against_id, waiting.person_id}:
        raise NotYourJudgement
    if shuts_out(row) and not by.has_perm(ISSUE_GRAVE):
        raise TooGrave


def _lift(row: UserSanction, by: User, reason: str) -> None:
    try:
        end_early(row=row, by=by, reason=reason, tell=False)
    except SanctionOver:
        # It ran out while the appeal waited. They were right all the same.
        return
