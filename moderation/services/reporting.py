"""Somebody says that something is wrong."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from moderation.errors import AlreadyReported, CannotReportYourself
from moderation.models import Act, Report
from moderation.selectors.trust import trust_levels
from moderation.services.evidence import freeze
from moderation.services.gathering import find_subject, join_case, reweigh
from moderation.services.standing import require_may
from moderation.weighing import believed
from roastlive.lib.errors import Invalid
from roastlive.lib.text import clean_text

WORDS_MOST = 1000


@transaction.atomic
def report(*, reporter: User, kind: str, id: UUID, type: str, words: str = "") -> Report:
    """Report something one can see. It joins the open case about it, with a picture of how it looks now.

    Raises NotFound, also for what the reporter may not see; CannotReportYourself, AlreadyReported, Invalid, Sanctioned.
    """
    said = _readable(type, words)
    require_may(reporter.pk, Act.ENTER)
    found = find_subject(kind=kind, id=id, visitor=reporter)
    if found.owner_id == reporter.pk:
        raise CannotReportYourself
    trust = trust_levels([reporter.pk])[reporter.pk]
    case = join_case(found=found, witness=believed(category=type, trust=trust))
    # The case is locked, so nobody reports the same twice at once either.
    if Report.objects.open().filter(reporter=reporter, subject_kind=kind, subject_id=id).exists():
        raise AlreadyReported
    row = Report.objects.create(
        reporter=reporter,
        reported_user_id=found.owner_id,
        case=case,
        subject_kind=kind,
        subject_id=id,
        type=type,
        words=said,
        snapshot=freeze(found.description),
    )
    reweigh(case)
    return row


def _readable(type: str, words: str) -> str:
    if type not in Report.Type.values:
        raise Invalid(errors={"type": [_("Choose what is wrong with it.")]})
    try:
        return clean_text(words, maximum=WORDS_MOST)
    except ValidationError as error:
        raise Invalid(errors={"words": list(error.messages)}) from error
