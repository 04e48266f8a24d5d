"""What each outcome of a case does, and which of them a case allows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from accounts.models import CreatorProfile, User
from moderation.errors import NotThisOutcome
from moderation.models import ModerationAction, Outcome, ReviewCase, UserSanction
from moderation.services.actions import note_action, override
from moderation.services.gathering import Found, find_subject
from moderation.services.sanctions import ENDLESS, GRAVE, ISSUE, ISSUE_GRAVE, next_step, sanction
from moderation.weighing import severity_of
from roastlive.lib.errors import NotFound

Act = ModerationAction.Act

SANCTIONS: Mapping[Outcome, UserSanction.Kind] = {
    Outcome.WARN: UserSanction.Kind.WARNING,
    Outcome.MUTE: UserSanction.Kind.MUTE,
    Outcome.TIMEOUT: UserSanction.Kind.TIMEOUT,
    Outcome.SUSPEND: UserSanction.Kind.SUSPENSION,
    Outcome.BAN: UserSanction.Kind.BAN,
}


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """What somebody decided, in full."""

    outcome: Outcome
    by: User
    reason: str
    # For how long, where the outcome is a sanction; None leaves it to the sanction's kind.
    lasts: timedelta | None = None
    # In the channel where it happened only, instead of in the whole house.
    in_channel: bool = False
    # Take the subject down as well.
    hide: bool = False


def subject_now(case: ReviewCase) -> Found | None:
    """The subject as the house sees it now; None where it is gone."""
    try:
        return find_subject(kind=case.subject_kind, id=case.subject_id, visitor=None)
    except NotFound:
        return None


def possible_outcomes(*, case: ReviewCase, found: Found | None, by: User) -> list[Outcome]:
    """In the order in which they are offered: from nothing to everything that this moderator may do."""
    possible = [Outcome.DISMISS]
    if case.person is not None and case.person.deleted_at is None:
        possible += [outcome for outcome, kind in SANCTIONS.items() if _may_issue(kind, by)]
    if found is not None and found.known.hide:
        possible.append(Outcome.RESTORE if hidden_by(case) else Outcome.HIDE)
    if found is not None and found.known.stop:
        possible.append(Outcome.STOP)
    return possible


def ladder(case: ReviewCase) -> tuple[UserSanction.Kind | None, timedelta | None]:
    """What the ladder proposes for this person and this category, and for how long."""
    if case.person is None:
        return None, None
    kind, lasts = next_step(person=case.person, severity=severity_of(case.category))
    return kind, lasts


def hidden_by(case: ReviewCase) -> ModerationAction | None:
    """The decision by which the subject is hidden now, in this case or an earlier one."""
    return _standing(case, Act.HIDE)


def held_by(case: ReviewCase) -> ModerationAction | None:
    """The machine's decision by which the subject is held back now."""
    return _standing(case, Act.HOLD)


def carry_out(*, case: ReviewCase, found: Found | None, sentence: Sentence) -> list[ModerationAction]:
    """Raises NotThisOutcome, and what sanctions raise."""
    if sentence.outcome not in possible_outcomes(case=case, found=found, by=sentence.by):
        raise NotThisOutcome
    done = [_DEEDS[sentence.outcome](case, found, sentence)]
    if sentence.hide and sentence.outcome in SANCTIONS and found and found.known.hide and not hidden_by(case):
        done.append(_hide(case, found, sentence))
    return done


def put_back(*, case: ReviewCase, found: Found, hidden: ModerationAction, by: User, reason: str) -> None:
    if found.known.restore is None:
        raise NotThisOutcome
    found.known.restore(found.thing, by=by, reason=reason, kept=hidden.kept)


def _may_issue(kind: UserSanction.Kind, by: User) -> bool:
    return by.has_perm(ISSUE_GRAVE if kind in GRAVE else ISSUE)


def _standing(case: ReviewCase, action: ModerationAction.Act) -> ModerationAction | None:
    about = ModerationAction.objects.filter(subject_kind=case.subject_kind, subject_id=case.subject_id)
    return about.filter(action=action, overridden_by__isnull=True).order_by("-id").first()


def _note(case: ReviewCase, sentence: Sentence, action: ModerationAction.Act, **more: object) -> ModerationAction:
    return note_action(
        case=case,
        kind=case.subject_kind,
        id=case.subject_id,
        person_id=case.person_id,
        action=action,
        actor=sentence.by,
        reason=sentence.reason,
        category=case.category,
        **more,  # type: ignore[arg-type]
    )


def _dismiss(case: ReviewCase, found: Found | None, sentence: Sentence) -> ModerationAction:
    """Nothing is wrong with it: what a machine held back is seen again."""
    held = held_by(case)
    if held is not None and found is not None and found.known.restore is not None:
        put_back(case=case, found=found, hidden=held, by=sentence.by, reason=sentence.reason)
    return _note(case, sentence, Act.DISMISS)


def _sanction(case: ReviewCase, found: Found | None, sentence: Sentence) -> ModerationAction:
    kind = SANCTIONS[sentence.outcome]
    channel = _channel_of(found) if sentence.in_channel else None
    if case.person is None or (sentence.in_channel and channel is None):
        raise NotThisOutcome
    row = sanction(
        person=case.person,
        kind=kind,
        by=sentence.by,
        reason=sentence.reason,
        category=case.category,
        channel=channel,
        # One form serves every button, so what was chosen for a timeout may come along with a warning.
        lasts=None if kind in ENDLESS else sentence.lasts,
    )
    return _note(case, sentence, Act(sentence.outcome.value), sanction=row)


def _channel_of(found: Found | None) -> CreatorProfile | None:
    channel_id = found.known.channel(found.thing) if found is not None else None
    return CreatorProfile.objects.filter(pk=channel_id).first() if channel_id else None


def _hide(case: ReviewCase, found: Found | None, sentence: Sentence) -> ModerationAction:
    if found is None or found.known.hide is None:
        raise NotThisOutcome
    kept = found.known.hide(found.thing, by=sentence.by, reason=sentence.reason)
    return _note(case, sentence, Act.HIDE, kept=kept)


def _restore(case: ReviewCase, found: Found | None, sentence: Sentence) -> ModerationAction:
    hidden = hidden_by(case)
    if found is None or hidden is None:
        raise NotThisOutcome
    put_back(case=case, found=found, hidden=hidden, by=sentence.by, reason=sentence.reason)
    action = _note(case, sentence, Act.RESTORE)
    override([hidden], by=action)
    return action


def _stop(case: ReviewCase, found: Found | None, sentence: Sentence) -> ModerationAction:
    if found is None or found.known.stop is None:
        raise NotThisOutcome
    found.known.stop(found.thing, by=sentence.by, reason=sentence.reason)
    return _note(case, sentence, Act.STOP)


_DEEDS: Mapping[Outcome, Callable[[ReviewCase, Found | None, Sentence], ModerationAction]] = {
    Outcome.DISMISS: _dismiss,
    **dict.fromkeys(SANCTIONS, _sanction),
    Outcome.HIDE: _hide,
    Outcome.RESTORE: _restore,
    Outcome.STOP: _stop,
}
