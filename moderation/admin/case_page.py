"""The page of a case: queue, context, decision. Everything it shows, in one reading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy

from accounts.models import User
from moderation.categories import category_label, usual_reason
from moderation.forms.deciding import LASTS
from moderation.models import Outcome, Priority, ReviewCase
from moderation.selectors import cases as ask
from moderation.selectors.records import record_of
from moderation.selectors.statistics import in_words
from moderation.selectors.trust import trust_levels
from moderation.services.deciding import UNDO_WITHIN, may_undo
from moderation.services.judging import DECIDE, DECIDE_ESCALATED, is_part_of
from moderation.services.outcomes import SANCTIONS, ladder, possible_outcomes, subject_now
from moderation.subjects import icon_of, label_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from moderation.services.gathering import Found

TABS: dict[str, StrOrPromise] = {
    "waiting": gettext_lazy("Waiting"),
    "mine": gettext_lazy("Mine"),
    "overdue": gettext_lazy("Overdue"),
    "escalated": gettext_lazy("Escalated"),
    "decided": gettext_lazy("Decided"),
}
KEYS = {
    Outcome.DISMISS: "d",
    Outcome.WARN: "w",
    Outcome.MUTE: "m",
    Outcome.TIMEOUT: "t",
    Outcome.SUSPEND: "s",
    Outcome.BAN: "b",
    Outcome.HIDE: "h",
    Outcome.RESTORE: "r",
    Outcome.STOP: "x",
}
ICONS = {
    Outcome.DISMISS: "check",
    Outcome.WARN: "warning",
    Outcome.MUTE: "mute",
    Outcome.TIMEOUT: "clock",
    Outcome.SUSPEND: "pause",
    Outcome.BAN: "stop-hand",
    Outcome.HIDE: "eye",
    Outcome.RESTORE: "refresh",
    Outcome.STOP: "close",
}
# Asked once more before it is done: nothing brings back the evening that these end.
GRAVE = frozenset({Outcome.BAN, Outcome.STOP})


@dataclass(frozen=True, kw_only=True)
class Line:
    """One case in the queue. `heat` is the colour of its age: calm, warm or late."""

    case: ReviewCase
    url: str
    age: str
    heat: str
    icon: str
    kind: StrOrPromise
    category: StrOrPromise
    is_here: bool
    is_mine: bool
    held_by: str


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One button. `proposed` is the ladder's next step for this person."""

    outcome: Outcome
    key: str
    icon: str
    proposed: bool
    is_grave: bool


def case_page(*, by: User, tab: str, case_id: Any = None) -> dict[str, Any]:
    """What the template shows; without a case only the queue, and what to do about that."""
    now = timezone.now()
    tab = tab if tab in TABS else "waiting"
    case = ask.case_shown(case_id) if case_id else None
    lines = [_line(row, by, case, tab, now) for row in ask.queue(tab=tab, person_id=by.pk, now=now)]
    counts = ask.queue_counts(person_id=by.pk, now=now)
    decided = ask.just_decided(by=by, since=now - UNDO_WITHIN)
    return {
        "tab": tab,
        "tabs": [
            {"name": name, "label": label, "url": address(tab=name), "count": getattr(counts, name, None)}
            for name, label in TABS.items()
        ],
        "lines": lines,
        "before": _beside(lines, -1),
        "after": _beside(lines, 1),
        "case": case,
        "here": address(case_id=case and case.pk, tab=tab),
        "may_decide": by.has_perm(DECIDE),
        "undoable": decided if decided is not None and may_undo(case=decided, by=by, now=now) else None,
        **(_context(case, by, now) if case else {}),
    }


def address(*, case_id: Any = None, tab: str = "waiting") -> str:
    route = "admin:moderation_reviewcase_case" if case_id else "admin:moderation_reviewcase_desk"
    return f"{reverse(route, args=[case_id] if case_id else [])}?{urlencode({'tab': tab})}"


def _line(row: ReviewCase, by: User, here: ReviewCase | None, tab: str, now: datetime) -> Line:
    is_held = row.claimed_until is not None and row.claimed_until > now
    return Line(
        case=row,
        url=address(case_id=row.pk, tab=tab),
        age=timesince(row.decided_at or row.created_at, now, depth=1),
        heat=heat_of(row, now),
        icon=icon_of(row.subject_kind),
        kind=label_of(row.subject_kind),
        category=category_label(row.category),
        is_here=here is not None and here.pk == row.pk,
        is_mine=is_held and row.assignee_id == by.pk,
        held_by=row.assignee.username if is_held and row.assignee else "",
    )


def heat_of(case: ReviewCase, now: datetime) -> str:
    """Late when it should have been decided, warm in the second half of the time for it."""
    if case.status == ReviewCase.Status.DECIDED:
        return "calm"
    if now >= case.due_at:
        return "late"
    return "warm" if now >= case.created_at + (case.due_at - case.created_at) / 2 else "calm"


def _beside(lines: list[Line], step: int) -> Line | None:
    """The neighbour in the queue; without one that is open, the first."""
    here = next((number for number, line in enumerate(lines) if line.is_here), None)
    if here is None:
        return lines[0] if lines and step > 0 else None
    wanted = here + step
    return lines[wanted] if 0 <= wanted < len(lines) else None


def _context(case: ReviewCase, by: User, now: datetime) -> dict[str, Any]:
    found = subject_now(case)
    reports, flags = ask.reports_of(case), ask.flags_of(case)
    looks = ask.frozen_snapshots(reports, flags)
    trusted = trust_levels([report.reporter_id for report in reports])
    record = record_of(case)
    next_kind, next_lasts = ladder(case)
    return {
        "kind": label_of(case.subject_kind),
        "icon": icon_of(case.subject_kind),
        "category": category_label(case.category),
        "priority": Priority(case.priority).name.lower(),
        "heat": heat_of(case, now),
        "looks": _with_pictures(looks),
        "found": found,
        "changed": _changed(looks, found),
        "reports": [(report, trusted[report.reporter_id]) for report in reports],
        "flags": [(flag, category_label(flag.category)) for flag in flags],
        "record": record,
        "standing": _standing(case, by, now),
        "reason": usual_reason(case.category),
        "choices": _choices(case, found, by, next_kind),
        "next_lasts": in_words(next_lasts) if next_lasts else "",
        "lasts": LASTS,
        "can_hide": found is not None and found.known.hide is not None and not case.is_decided,
        "has_channel": found is not None and found.known.channel(found.thing) is not None,
        "claim_left": _minutes(case, now),
    }


def _with_pictures(looks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each look with the numbers under which its pictures are served."""
    shown, numbered = 0, []
    for look in looks:
        names = look.get("pictures", ())
        numbered.append({**look, "shown": range(shown, shown + len(names))})
        shown += len(names)
    return numbered


def _changed(looks: list[dict[str, Any]], found: Found | None) -> str:
    """Says "gone" or "changed", and nothing where it still looks as it was reported."""
    if found is None:
        return "gone"
    seen = looks[0] if looks else {}
    same = seen.get("words") == found.description.words and seen.get("title") == found.title
    return "" if same or not seen else "changed"


def _standing(case: ReviewCase, by: User, now: datetime) -> str:
    """How this moderator stands to the case, in one word that the template knows."""
    if case.is_decided:
        return "decided"
    if not by.has_perm(DECIDE):
        return "reader"
    if is_part_of(case, by):
        return "part"
    if case.escalated_at is not None and not by.has_perm(DECIDE_ESCALATED):
        return "escalated"
    if case.claimed_until is None or case.claimed_until <= now:
        return "free"
    return "mine" if case.assignee_id == by.pk else "taken"


def _choices(case: ReviewCase, found: Found | None, by: User, next_kind: str | None) -> list[Choice]:
    return [
        Choice(
            outcome=outcome,
            key=KEYS[outcome],
            icon=ICONS[outcome],
            proposed=SANCTIONS.get(outcome) == next_kind,
            is_grave=outcome in GRAVE,
        )
        for outcome in possible_outcomes(case=case, found=found, by=by)
    ]


def _minutes(case: ReviewCase, now: datetime) -> int:
    left = (case.claimed_until or now) - now
    return max(0, -(-left // timedelta(minutes=1)))
