"""What people get of their identity checks when they ask for it, and what goes when they leave."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.personal_data import File
from moderation.models import KycDocument, KycVerification
from moderation.services.documents import read_file
from moderation.services.identity_checks.details import from_kept
from moderation.services.identity_checks.upkeep import forget_checks, forget_pictures
from roastlive.lib.rls import acting_as_house


def identity_for(person: User) -> Iterator[dict[str, Any] | File]:
    for check in KycVerification.objects.of(person.pk):
        yield {
            "status": check.status,
            "submitted_at": check.submitted_at and check.submitted_at.isoformat(),
            "decided_at": check.decided_at and check.decided_at.isoformat(),
            "refusal": check.refusal,
            "note": check.note,
            "counts_until": check.expires_at and check.expires_at.isoformat(),
            **from_kept(check.details).as_kept(),
        }
        for document in check.documents.all():
            yield File(f"{document.side}-{check.pk}.webp", partial(_opened, document))


def forget_identity_of(person: User) -> None:
    """Pictures and words at once, and what was never decided as a whole. That a check was decided, of which document, by
    whom and how, stays for as long as the law wants it to be told: `forget_facts` ends that."""
    with acting_as_house():
        checks = KycVerification.objects.filter(person=person.pk)
        forget_checks(checks.filter(decided_at__isnull=True))
        forget_pictures(list(KycDocument.objects.filter(verification__in=checks)))
        checks.filter(details__isnull=False).update(details=None, note="", updated_at=timezone.now())


def _opened(document: KycDocument) -> io.BytesIO:
    return io.BytesIO(read_file(document))
