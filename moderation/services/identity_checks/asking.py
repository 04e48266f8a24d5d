"""The person's side: a check is filled in, at leisure, and sent once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import IO

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.selectors import profile_of
from moderation.errors import CheckIncomplete, CheckUnderWay, IdentityProvenAlready
from moderation.models import Act, KycDocument, KycVerification
from moderation.services import audit
from moderation.services.documents import draw_document, forget_files, keep_file
from moderation.services.identity_checks.details import (
    Details,
    document_hash,
    from_kept,
    read_details,
    what_is_missing,
)
from moderation.services.identity_checks.proving import may_be_renewed, valid_until
from moderation.services.identity_checks.signals import Known, Weighed, weigh
from moderation.services.standing import require_may
from roastlive.lib.errors import Invalid, NotFound
from roastlive.lib.rls import acting_as, acting_as_house


def save_details(*, person: User, said: Mapping[str, str]) -> KycVerification:
    """Keep what was typed for later; it may have gaps. Raises Invalid, CheckUnderWay, IdentityProvenAlready, NotFound,
    Sanctioned."""
    require_may_prove(person)
    details = read_details(said)
    with acting_as(person.pk):
        check = _draft(person)
        check.details = details.as_kept()
        check.save(update_fields=["details", "updated_at"])
    return check


def add_picture(*, person: User, side: str, upload: IO[bytes]) -> KycDocument:
    """Raises PictureRefused, Invalid, CheckUnderWay, IdentityProvenAlready, NotFound, Sanctioned, Unavailable."""
    if side not in KycDocument.Side.values:
        raise Invalid(errors={"side": [_("There is no such place for a picture.")]})
    require_may_prove(person)
    document = KycDocument(side=side)
    # Outside of the transaction: redrawing takes a moment, and no row need wait for it.
    keep_file(document, draw_document(upload))
    try:
        with acting_as(person.pk):
            check = _draft(person)
            _forget_side(check, side)
            document.verification = check
            document.save(force_insert=True)
            check.save(update_fields=["updated_at"])
    except BaseException:
        forget_files([document.name])
        raise
    return document


@transaction.atomic
def submit(*, person: User) -> KycVerification:
    """Send it. Raises CheckIncomplete, CheckUnderWay, IdentityProvenAlready, NotFound, Sanctioned."""
    require_may_prove(person)
    with acting_as(person.pk):
        check = _draft(person)
        details = from_kept(check.details)
        sides = set(check.documents.values_list("side", flat=True))
        lacking = what_is_missing(details, sides)
        if lacking:
            raise CheckIncomplete(errors=lacking)
        _forget_sides_beyond(check, details)
        check.document_hash = document_hash(details)
        weighed = weigh_check(check, person=person)
        check.score, check.signals = weighed.score, weighed.holds
        check.status, check.submitted_at = KycVerification.Status.SUBMITTED, timezone.now()
        check.save()
        audit.note(actor=person, act="identity.submitted", subject=f"identity_check:{check.pk}")
    return check


def weigh_check(check: KycVerification, *, person: User) -> Weighed:
    """As of today."""
    with acting_as_house():
        others = KycVerification.objects.filter(document_hash=check.document_hash, submitted_at__isnull=False)
        is_used = others.exclude(person=person.pk).exists()
    known = Known(birthday=person.date_of_birth, minimum_age=settings.MINIMUM_AGE, is_used_elsewhere=is_used)
    return weigh(from_kept(check.details), known=known, today=timezone.localdate())


def require_may_prove(person: User) -> None:
    """Creators alone: nobody else has a reason to show us a document. Raises NotFound, Sanctioned."""
    if profile_of(person) is None:
        raise NotFound
    require_may(person.pk, Act.ENTER)


def _draft(person: User) -> KycVerification:
    """The one they are filling in, locked. Whoever begins twice at once waits here for their other self."""
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    check = KycVerification.objects.of(person.pk).open().select_for_update().first()
    if check is not None:
        if check.status != KycVerification.Status.DRAFT:
            raise CheckUnderWay
        return check
    if not may_be_renewed(valid_until(person.pk)):
        raise IdentityProvenAlready
    before = KycVerification.objects.of(person.pk).filter(details__isnull=False).first()
    # Whoever was sent back corrects what was wrong, and types nothing else again.
    check = KycVerification(person=person)
    check.details = before.details if before else {}
    check.save(force_insert=True)
    return check


def _forget_side(check: KycVerification, *sides: str) -> None:
    gone = check.documents.filter(side__in=sides)
    names = list(gone.values_list("name", flat=True))
    gone.delete()
    transaction.on_commit(partial(forget_files, names))


def _forget_sides_beyond(check: KycVerification, details: Details) -> None:
    """A picture that nobody needs is one that nobody should have."""
    _forget_side(check, *(set(KycDocument.Side.values) - set(details.sides)))
