"""A desk with something on it: what waits, what is late, and two weeks of what was decided."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from accounts.demo_portraits import portrait
from accounts.models import CreatorProfile, User
from accounts.services.creators import become_creator
from accounts.services.people import add_person
from accounts.services.uploads import set_picture
from moderation.demo.troublemakers import DECIDED, WAITING, Trouble
from moderation.models import ModerationAction, ModerationFlag, Outcome, Priority, Report, ReviewCase
from moderation.roles import Role
from moderation.screening import Speaker, Target, Verdict, screen
from moderation.services.deciding import decide
from moderation.services.flagging import flag
from moderation.services.outcomes import Sentence
from moderation.services.reporting import report
from moderation.weighing import TIME_TO_DECIDE
from roastlive.lib.demo import Stage, demo

BORN = date(1990, 3, 1)
MODERATORS = (("mona", Role.MODERATOR), ("sena", Role.SENIOR_MODERATOR))
REASONS = {"dismiss": "This keeps to the rules.", "hide": "This is not fit to be shown here."}


@demo(order=30)
def desk(stage: Stage) -> None:
    """After the people of accounts, who do the reporting."""
    desk = [_moderator(name, role, stage.password) for name, role in MODERATORS]
    if not ReviewCase.objects.exists():
        for days_ago, trouble in enumerate(DECIDED):
            _decide_long_ago(*trouble, by=desk[days_ago % 2], password=stage.password)
        for waiting in WAITING:
            _let_wait(waiting, stage.password)
    stage.tell(f"  A moderator: {_email('mona')}, password {stage.password}")
    stage.tell("               (the desk is at /admin/, and asks them to set up a second factor first)")


def _email(username: str) -> str:
    return f"{username}@demo.example"


def _somebody(username: str, password: str, **more: object) -> User:
    found = User.everyone.filter(email=_email(username)).first()
    if found is not None:
        return found
    fields = {"date_of_birth": BORN, "email_verified_at": timezone.now(), **more}
    person = User(email=_email(username), username=username, **fields)
    person.set_password(password)
    with transaction.atomic():
        return add_person(person)


def _moderator(username: str, role: Role, password: str) -> User:
    person = _somebody(username, password, role=User.Role.MODERATOR, is_staff=True)
    person.groups.add(Group.objects.get(name=role.value))
    return person


def _channel(person: User, *, stage_name: str, bio: str = "", look: int = 0) -> CreatorProfile:
    found = CreatorProfile.objects.filter(user=person).first()
    if found is not None:
        return found
    slug = stage_name.lower().replace(" ", "-")
    profile = become_creator(user=person, kind="performer", stage_name=stage_name, slug=slug, bio=bio)
    if look:
        set_picture(profile=profile, place="avatar", upload=portrait(person.username, look))
    return profile


@transaction.atomic
def _let_wait(trouble: Trouble, password: str) -> None:
    person = _somebody(trouble.username, password)
    kind, subject = "person", person.pk
    if trouble.stage_name:
        kind, subject = (
            "channel",
            _channel(person, stage_name=trouble.stage_name, bio=trouble.bio, look=trouble.look).pk,
        )
    oldest = max((complaint.minutes for complaint in trouble.complaints), default=45)
    if trouble.flagged:
        decision = screen(trouble.bio, speaker=Speaker.PERFORMER, target=Target.VIEWER)
        _put_back(flag(kind=kind, id=subject, decision=decision), oldest + 5)
    for complaint in trouble.complaints:
        reporter = User.objects.filter(email=_email(complaint.by)).first()
        if reporter is not None:
            row = report(reporter=reporter, kind=kind, id=subject, type=complaint.type, words=complaint.words)
            _put_back(row, complaint.minutes)
    case = ReviewCase.objects.open().about(kind, subject).first()
    if case is not None:
        _open_since(case, timezone.now() - timedelta(minutes=oldest + 5))


@transaction.atomic
def _decide_long_ago(
    username: str,
    stage_name: str,
    type: str,
    outcome: str,
    minutes: int,
    days: int,
    bio: str,
    *,
    by: User,
    password: str,
) -> None:
    reporter = User.objects.filter(email=_email("vera")).first()
    if reporter is None:
        return
    channel = _channel(_somebody(username, password), stage_name=stage_name, bio=bio)
    decision = screen(bio, speaker=Speaker.PERFORMER, target=Target.VIEWER)
    if decision.verdict != Verdict.ALLOW:
        flag(kind="channel", id=channel.pk, decision=decision)
    case = report(reporter=reporter, kind="channel", id=channel.pk, type=type).case
    reason = REASONS.get(outcome, "This went too far.")
    decide(case_id=case.pk, sentence=Sentence(outcome=Outcome(outcome), by=by, reason=reason))
    opened = timezone.now() - timedelta(days=days, minutes=minutes)
    decided = opened + timedelta(minutes=minutes)
    _open_since(case, opened)
    ReviewCase.objects.filter(pk=case.pk).update(decided_at=decided)
    case.reports.update(created_at=opened, reviewed_at=decided)
    case.flags.update(created_at=opened)
    case.actions.update(created_at=decided)


def _open_since(case: ReviewCase, opened: datetime) -> None:
    due_at = opened + TIME_TO_DECIDE[Priority(case.priority)]
    ReviewCase.objects.filter(pk=case.pk).update(created_at=opened, due_at=due_at)


def _put_back(row: Report | ModerationFlag, minutes: int) -> None:
    """As if it had come in back then."""
    at = timezone.now() - timedelta(minutes=minutes)
    type(row).objects.filter(pk=row.pk).update(created_at=at)
    if isinstance(row, ModerationFlag):
        ModerationAction.objects.filter(case=row.case, actor__isnull=True).update(created_at=at)
