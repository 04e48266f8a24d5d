"""What time does to identity checks. Each step may be run again, and two at once do not do a thing twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from moderation.events import IdentityExpired
from moderation.models import KycDocument, KycVerification
from moderation.querysets.identity_checks import KycVerificationQuerySet
from moderation.services.documents import forget_files
from moderation.services.identity_checks.telling import tell_ending, tell_expired
from roastlive.lib.events import announce
from roastlive.lib.rls import acting_as_house

ROWS_AT_ONCE = 200
PICTURES_AT_ONCE = 600
WARNING = timedelta(days=30)


def tend_identity_checks() -> None:
    expire_due()
    warn_of_the_end()
    forget_documents()
    forget_drafts()
    forget_facts()


def expire_due() -> int:
    """How many count no more as of now."""
    now = timezone.now()
    with acting_as_house():
        checks = _some(KycVerification.objects.run_out(now).select_related("person"))
        for check in checks:
            check.status = KycVerification.Status.EXPIRED
            check.save(update_fields=["status", "updated_at"])
            announce(IdentityExpired(check_id=check.pk, person_id=check.person_id))
            tell_expired(check)
    return len(checks)


def warn_of_the_end() -> int:
    """How many were told, once each, while there is time to do something about it."""
    now = timezone.now()
    with acting_as_house():
        ending = KycVerification.objects.valid(now).ending_before(now + WARNING).filter(warned_at__isnull=True)
        checks = _some(ending.select_related("person"))
        for check in checks:
            check.warned_at = now
            check.save(update_fields=["warned_at", "updated_at"])
            tell_ending(check)
    return len(checks)


def forget_documents() -> int:
    """How many pictures are gone: decided long enough ago for every complaint to have come."""
    since = timezone.now() - timedelta(days=settings.IDENTITY_DOCUMENT_DAYS)
    with acting_as_house():
        decided = KycVerification.objects.decided_before(since)
        old = KycDocument.objects.filter(verification__in=decided).order_by("pk")[:PICTURES_AT_ONCE]
        return forget_pictures(list(old))


def forget_drafts() -> int:
    """Checks that were begun and never sent, with all that is in them."""
    since = timezone.now() - timedelta(days=settings.IDENTITY_DRAFT_DAYS)
    with acting_as_house():
        drafts = _some(KycVerification.objects.abandoned(since))
        forget_checks(drafts)
    return len(drafts)


def forget_facts() -> int:
    """What stayed of people who are gone: that there was a check, and of which document, for as long as the law wants it."""
    since = timezone.now() - timedelta(days=settings.IDENTITY_FACT_DAYS)
    with acting_as_house():
        old = _some(KycVerification.objects.decided_before(since).filter(person__deleted_at__lte=since))
        forget_checks(old)
    return len(old)


def forget_checks(checks: Iterable[KycVerification]) -> None:
    """Whole: rows, pictures, everything. In the house's name."""
    found = KycVerification.objects.filter(pk__in=[check.pk for check in checks])
    forget_pictures(list(KycDocument.objects.filter(verification__in=found)))
    found.delete()


def forget_pictures(documents: Sequence[KycDocument]) -> int:
    """The rows now, which closes the files for good, and the files once that is certain. In the house's name."""
    KycDocument.objects.filter(pk__in=[document.pk for document in documents]).delete()
    transaction.on_commit(partial(forget_files, [document.name for document in documents]))
    return len(documents)


def _some(checks: KycVerificationQuerySet) -> list[KycVerification]:
    return list(checks.order_by("pk").select_for_update(skip_locked=True, of=("self",))[:ROWS_AT_ONCE])
