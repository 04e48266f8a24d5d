"""The desk's side: one reviewer takes a check, looks, and decides. Whatever is seen leaves a line in the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services.registration import age_on
from moderation.errors import (
    CheckDecided,
    CheckNotTaken,
    CheckTaken,
    DocumentOver,
    NotYourOwnIdentity,
    SecondLookIsAnothers,
    TooYoungToApprove,
)
from moderation.events import IdentityProven
from moderation.models import KycDocument, KycVerification
from moderation.models.identity_checks import NOTE_LONGEST
from moderation.services import audit
from moderation.services.documents import read_file
from moderation.services.identity_checks.asking import weigh_check
from moderation.services.identity_checks.details import Details, from_kept
from moderation.services.identity_checks.signals import Weighed
from moderation.services.identity_checks.telling import tell_approved, tell_rejected
from moderation.services.identity_checks.too_young import shut_out_the_young
from roastlive.lib.errors import Forbidden, Invalid, NotFound
from roastlive.lib.events import announce
from roastlive.lib.rls import acting_as_house
from roastlive.lib.text import clean_line

REVIEW = "moderation.review_kycverification"
# After that somebody else may take it: whoever took it has gone for coffee.
CLAIM = timedelta(minutes=30)
Status = KycVerification.Status


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What a reviewer reads."""

    details: Details
    weighed: Weighed
    sides: tuple[KycDocument.Side, ...]


def take(*, check_id: UUID, by: User) -> KycVerification:
    """Have it to oneself for half an hour; taking it again begins anew.

    Raises NotFound, Forbidden, NotYourOwnIdentity, SecondLookIsAnothers, CheckDecided, CheckTaken.
    """
    now = timezone.now()
    with acting_as_house():
        check = _waiting(check_id, by, now)
        check.status, check.reviewer, check.claimed_until = Status.IN_REVIEW, by, now + CLAIM
        check.save(update_fields=["status", "reviewer", "claimed_until", "updated_at"])
        _note(check, by, "taken")
    return check


def take_next(*, by: User) -> KycVerification | None:
    """The one that has waited longest. Two who ask at once get two different ones. Raises Forbidden."""
    require_reviewer(by)
    now = timezone.now()
    with acting_as_house():
        free = KycVerification.objects.waiting().reviewable_by(by.pk).free(now)
        found = free.select_for_update(skip_locked=True, of=("self",)).first()
        return take(check_id=found.pk, by=by) if found is not None else None


def put_back(*, check_id: UUID, by: User) -> KycVerification:
    """Raises NotFound, Forbidden, CheckDecided, CheckNotTaken."""
    with acting_as_house():
        check = _held(check_id, by)
        _let_go(check)
        check.save(update_fields=["status", "reviewer", "claimed_until", "updated_at"])
        _note(check, by, "put_back")
    return check


def open_check(*, check: KycVerification, by: User) -> Opened | None:
    """What it says and shows, for whoever has it; of one that is decided, for any reviewer who is not the person.

    None where this is not theirs to read. Reading leaves a line in the audit log. Raises Forbidden.
    """
    require_reviewer(by)
    if not _may_read(check, by):
        return None
    with acting_as_house():
        sides = tuple(KycDocument.Side(side) for side in check.documents.values_list("side", flat=True))
        _note(check, by, "read")
        return Opened(
            details=from_kept(check.details),
            weighed=weigh_check(check, person=check.person),
            sides=tuple(side for side in KycDocument.Side if side in sides),
        )


def see_document(*, check_id: UUID, side: str, by: User) -> bytes:
    """The picture, as WebP. Raises NotFound (also where it is not theirs to see), Forbidden, DocumentUnreadable."""
    require_reviewer(by)
    with acting_as_house():
        document = KycDocument.objects.select_related("verification").filter(verification=check_id, side=side).first()
        if document is None or not _may_read(document.verification, by):
            raise NotFound
        audit.note(
            actor=by,
            act="identity.document_seen",
            subject=_subject(document.verification),
            detail={"side": document.side},
        )
        return read_file(document)


def approve(*, check_id: UUID, by: User) -> KycVerification:
    """They are who they say. A check of a low score waits for a second person after that, where the house wants it so.

    Raises NotFound, Forbidden, NotYourOwnIdentity, CheckDecided, CheckNotTaken, DocumentOver, TooYoungToApprove.
    """
    now = timezone.now()
    with acting_as_house():
        check = _held(check_id, by)
        details = from_kept(check.details)
        _require_approvable(details)
        check.score = weigh_check(check, person=check.person).score
        if check.score < settings.IDENTITY_SECOND_LOOK_BELOW and check.first_reviewer_id is None:
            check.first_reviewer = by
            _let_go(check)
            check.save()
            _note(check, by, "approved_once")
            return check
        KycVerification.objects.filter(person=check.person_id, status=Status.APPROVED).update(
            status=Status.EXPIRED, updated_at=now
        )
        check.status, check.decided_at, check.claimed_until = Status.APPROVED, now, None
        check.expires_at = _counts_until(details, now)
        check.save()
        _note(check, by, "approved")
        announce(IdentityProven(check_id=check.pk, person_id=check.person_id))
        tell_approved(check)
    return check


def reject(*, check_id: UUID, by: User, refusal: str, note: str = "") -> KycVerification:
    """Send it back, with a reason that the person reads. Whoever is shown to be too young is shut out as well.

    Raises NotFound, Forbidden, NotYourOwnIdentity, CheckDecided, CheckNotTaken, Invalid, NotYourColleague.
    """
    said = _readable(refusal, note)
    with acting_as_house():
        check = _held(check_id, by)
        check.status, check.decided_at, check.claimed_until = Status.REJECTED, timezone.now(), None
        check.refusal, check.note = refusal, said
        check.save()
        _note(check, by, "rejected", reason=said, refusal=refusal)
        if refusal == KycVerification.Refusal.UNDER_AGE:
            shut_out_the_young(check=check, by=by)
        else:
            tell_rejected(check)
    return check


def require_reviewer(by: User) -> None:
    """Raises Forbidden."""
    if not by.has_perm(REVIEW):
        raise Forbidden


def _waiting(check_id: UUID, by: User, now: datetime) -> KycVerification:
    check = _locked(check_id, by)
    if check.first_reviewer_id == by.pk:
        raise SecondLookIsAnothers
    if check.is_held_by_another(by.pk, now):
        raise CheckTaken(name=check.reviewer.username if check.reviewer else "")
    return check


def _held(check_id: UUID, by: User) -> KycVerification:
    check = _locked(check_id, by)
    if not check.is_held_by(by.pk, timezone.now()):
        raise CheckNotTaken
    return check


def _locked(check_id: UUID, by: User) -> KycVerification:
    """A draft is nobody's business yet, so it is not there."""
    require_reviewer(by)
    rows = KycVerification.objects.select_for_update(of=("self",)).select_related("person", "reviewer")
    check = rows.filter(pk=check_id).exclude(status=Status.DRAFT).first()
    if check is None:
        raise NotFound
    if check.person_id == by.pk:
        raise NotYourOwnIdentity
    if check.decided_at is not None:
        raise CheckDecided
    return check


def _may_read(check: KycVerification, by: User) -> bool:
    if check.person_id == by.pk:
        return False
    return check.decided_at is not None or check.is_held_by(by.pk, timezone.now())


def _let_go(check: KycVerification) -> None:
    check.status, check.reviewer, check.claimed_until = Status.SUBMITTED, None, None


def _require_approvable(details: Details) -> None:
    today = timezone.localdate()
    if details.ends is not None and details.ends < today:
        raise DocumentOver
    if details.born is None or age_on(today, born=details.born) < settings.MINIMUM_AGE:
        raise TooYoungToApprove


def _counts_until(details: Details, now: datetime) -> datetime:
    """To the end of the document's last day, and no longer than the house lets anything count."""
    most = now + timedelta(days=settings.IDENTITY_DAYS)
    if details.ends is None:
        return most
    return min(most, timezone.make_aware(datetime.combine(details.ends, time.max)))


def _readable(refusal: str, note: str) -> str:
    """Raises Invalid."""
    if refusal not in KycVerification.Refusal.values:
        raise Invalid(errors={"refusal": [_("Choose a reason.")]})
    is_needed = refusal == KycVerification.Refusal.OTHER
    try:
        return clean_line(note, maximum=NOTE_LONGEST, minimum=3 if is_needed else 0)
    except ValidationError as error:
        raise Invalid(errors={"note": list(error.messages)}) from error


def _note(check: KycVerification, by: User, act: str, *, reason: str = "", refusal: str = "") -> None:
    detail = {"refusal": refusal} if refusal else None
    audit.note(actor=by, act=f"identity.{act}", subject=_subject(check), reason=reason, detail=detail)


def _subject(check: KycVerification) -> str:
    return f"identity_check:{check.pk}"
