"""What came of it: for those who reported, and for whom it was about."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.services.notifying import notify
from moderation.models import ModerationAction, Outcome, Report, ReviewCase
from moderation.notifications import REPORT_DECIDED, SUBJECT_DECIDED
from roastlive.lib import outbox

TOPIC = "moderation.tell_reporters"
REPORTS_PAGE = "/settings/reports/"

THANKS = _("Thank you for saying so. Somebody looked, and did something about it.")
LEFT = _(
    "Thank you for saying so. Somebody looked and left it as it is, because it keeps to the rules. If you would rather "
    "not meet them, you can block them."
)

_TITLES = {
    Outcome.HIDE: _("Taken down: {title}"),
    Outcome.RESTORE: _("To be seen again: {title}"),
    Outcome.STOP: _("Stopped: {title}"),
}


def tell_of_decision(*, case: ReviewCase, actions: Sequence[ModerationAction]) -> None:
    """The person at once; those who reported by a message of this transaction, however many they are."""
    for action in actions:
        if action.action in _TITLES and case.person is not None:
            notify(
                recipient=case.person,
                type=SUBJECT_DECIDED,
                title=format_lazy(_TITLES[Outcome(action.action)], title=case.title),
                message=action.reason,
                link="/rules/",
                key=str(action.pk),
            )
    if case.reports.exists():
        payload = {"case": str(case.pk), "decision": str(actions[0].pk)}
        outbox.enqueue(topic=TOPIC, payload=payload, key=str(case.pk))


def tell_reporters(*, case_id: UUID, decision_id: UUID) -> int:
    """How many there were to tell. A decision that was taken back meanwhile is told to nobody."""
    decision = ModerationAction.objects.filter(pk=decision_id, overridden_by__isnull=True).first()
    if decision is None:
        return 0
    case = ReviewCase.objects.get(pk=case_id)
    reports = case.reports.filter(reviewed_at__isnull=False).select_related("reporter")
    for report in reports:
        _tell(report, case, decision)
    return len(reports)


def _tell(report: Report, case: ReviewCase, decision: ModerationAction) -> None:
    notify(
        recipient=report.reporter,
        type=REPORT_DECIDED,
        title=format_lazy(_("What you reported: {title}"), title=report.snapshot.get("title", case.title)),
        message=LEFT if Outcome(case.outcome).acquits else THANKS,
        link=REPORTS_PAGE,
        key=f"{report.pk}:{decision.pk}",
    )
