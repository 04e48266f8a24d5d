"""The ladder: what happens to somebody who went too far, and how it ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import CreatorProfile, User
from accounts.services.sessions import Ending, end_sessions
from moderation.errors import AlreadySanctioned, NotToBeSanctioned, NotYourColleague, SanctionOver, TooGrave
from moderation.events import PersonSanctioned, SanctionLifted
from moderation.ladder import step_for
from moderation.models import ChannelDelegate, UserSanction
from moderation.services import audit
from moderation.services.evasion import leave_traces
from moderation.services.standing import forget_standing
from moderation.services.telling_sanctions import tell_of_lift, tell_of_sanction
from moderation.services.trust import forget_trust
from roastlive.lib.errors import Forbidden, Invalid, NotFound
from roastlive.lib.events import announce
from roastlive.lib.text import clean_line, clean_text

if TYPE_CHECKING:
    from uuid import UUID

    from django_stubs_ext import StrOrPromise

Kind = UserSanction.Kind
Scope = UserSanction.Scope

ISSUE = "moderation.issue_usersanction"
ISSUE_GRAVE = "moderation.issue_grave_usersanction"
LIFT = "moderation.lift_usersanction"

GRAVE = frozenset({Kind.SUSPENSION, Kind.BAN})
ENDLESS = frozenset({Kind.WARNING, Kind.BAN})
USUALLY: Mapping[str, timedelta] = {
    Kind.MUTE: timedelta(days=1),
    Kind.TIMEOUT: timedelta(hours=1),
    Kind.SUSPENSION: timedelta(days=7),
}
SHORTEST = timedelta(seconds=1)
LONGEST: Mapping[str, timedelta] = {
    Kind.MUTE: timedelta(days=90),
    Kind.TIMEOUT: timedelta(days=90),
    Kind.SUSPENSION: timedelta(days=365),
}
LONGEST_IN_A_CHANNEL = timedelta(days=14)
REASON_LONGEST = 300
NOTE_LONGEST = 2000


@transaction.atomic
def sanction(
    *,
    person: User,
    kind: str,
    by: User,
    reason: str,
    category: str = "",
    channel: CreatorProfile | None = None,
    lasts: timedelta | None = None,
    note: str = "",
) -> UserSanction:
    """From now on, in the whole house or in one channel; None lasts as long as its kind usually does.

    A suspension or ban of the house logs every device out. Raises Invalid, Forbidden, TooGrave (beyond one's rank),
    NotToBeSanctioned, NotYourColleague, AlreadySanctioned, NotFound for who is gone.
    """
    said, remark, lasts = _readable(kind, reason, note, lasts, in_channel=channel is not None)
    # Whoever decides about them, or logs them in, holds the same row: one after the other.
    target = User.everyone.select_for_update(no_key=True).filter(pk=person.pk, deleted_at__isnull=True).first()
    if target is None:
        raise NotFound
    _require_may_issue(target, kind, by, channel, lasts)
    now = timezone.now()
    ends_at = now + lasts if lasts is not None else None
    _require_new(target, kind, channel, ends_at, now)
    row = UserSanction.objects.create(
        person=target,
        kind=kind,
        scope=Scope.CHANNEL if channel else Scope.PLATFORM,
        channel=channel,
        category=category,
        reason=said,
        note=remark,
        issued_by=by,
        starts_at=now,
        ends_at=ends_at,
    )
    if shuts_out(row):
        leave_traces(person=target)
        end_sessions(user_id=target.pk, ending=Ending.STAFF)
    _note(row, by, "sanction.issued", said)
    tell_of_sanction(row)
    _settle(row)
    announce(PersonSanctioned(sanction_id=row.pk, person_id=target.pk))
    return row


@transaction.atomic
def lift(*, sanction: UserSanction, by: User, reason: str) -> UserSanction:
    """Before its time, with a reason that the person reads. Raises Forbidden, TooGrave, SanctionOver, Invalid, NotFound."""
    said = readable_reason(reason)
    row = locked_sanction(sanction.pk)
    require_may_lift(row, by)
    return end_early(row=row, by=by, reason=said)


def end_early(*, row: UserSanction, by: User, reason: str, tell: bool = True) -> UserSanction:
    """Of a locked row, by somebody who may. Raises SanctionOver: what ran out by itself stays as it was."""
    now = timezone.now()
    if not row.is_in_force(now):
        raise SanctionOver
    row.lifted_at, row.lifted_by, row.lift_reason = now, by, reason
    row.save(update_fields=["lifted_at", "lifted_by", "lift_reason", "updated_at"])
    _note(row, by, "sanction.lifted", reason)
    if tell:
        tell_of_lift(row)
    _settle(row)
    announce(SanctionLifted(sanction_id=row.pk, person_id=row.person_id))
    return row


def next_step(*, person: User, severity: int) -> tuple[UserSanction.Kind, timedelta | None]:
    """What the ladder proposes, from 0 to 100 bad. Whatever was lifted does not count, nor what happened in a channel."""
    now = timezone.now()
    past = UserSanction.objects.of(person.pk).that_stand().filter(scope=Scope.PLATFORM)
    step = step_for(severity=severity, past=[(row.kind, now - row.starts_at) for row in past])
    return step.kind, step.lasts


def shuts_out(row: UserSanction) -> bool:
    return row.is_on_platform and row.kind in GRAVE


def locked_sanction(sanction_id: UUID) -> UserSanction:
    """Its person first, like everybody who decides about them. Raises NotFound."""
    person_id = UserSanction.objects.filter(pk=sanction_id).values_list("person_id", flat=True).first()
    if person_id is None:
        raise NotFound
    User.everyone.select_for_update(no_key=True).get(pk=person_id)
    return UserSanction.objects.select_related("person", "channel").select_for_update(of=("self",)).get(pk=sanction_id)


def require_may_lift(row: UserSanction, by: User) -> None:
    """Whoever issued it takes it back, or somebody of the same rank. Raises Forbidden, TooGrave."""
    if row.person_id == by.pk:
        raise Forbidden
    if row.issued_by_id == by.pk or (row.channel is not None and keeps_order_in(row.channel, by)):
        return
    if not by.has_perm(LIFT):
        raise Forbidden
    if shuts_out(row) and not by.has_perm(ISSUE_GRAVE):
        raise TooGrave


def keeps_order_in(channel: CreatorProfile, person: User) -> bool:
    """The creator, and whom they have asked to help."""
    if channel.user_id == person.pk:
        return True
    return ChannelDelegate.objects.filter(channel=channel, person=person, may_moderate=True).exists()


def readable_reason(reason: str) -> str:
    """Raises Invalid."""
    try:
        return clean_line(reason, maximum=REASON_LONGEST, minimum=3)
    except ValidationError as error:
        raise Invalid(errors={"reason": list(error.messages)}) from error


def _readable(
    kind: str, reason: str, note: str, lasts: timedelta | None, *, in_channel: bool
) -> tuple[str, str, timedelta | None]:
    wrong: dict[str, list[StrOrPromise]] = {}
    if kind not in Kind.values:
        wrong["kind"] = [_("Choose what it is to be.")]
    elif kind in ENDLESS:
        if lasts is not None:
            wrong["lasts"] = [_("A warning or a ban has no end.")]
    else:
        lasts = USUALLY[kind] if lasts is None else lasts
        longest = LONGEST_IN_A_CHANNEL if in_channel else LONGEST[kind]
        if not SHORTEST <= lasts <= longest:
            wrong["lasts"] = [_("At most %(days)d days.") % {"days": longest.days}]
    if wrong:
        raise Invalid(errors=wrong)
    try:
        return readable_reason(reason), clean_text(note, maximum=NOTE_LONGEST), lasts
    except ValidationError as error:
        raise Invalid(errors={"note": list(error.messages)}) from error


def _require_may_issue(
    target: User, kind: str, by: User, channel: CreatorProfile | None, lasts: timedelta | None
) -> None:
    if target.pk == by.pk or target.is_superuser or target.role == User.Role.ADMIN:
        raise NotToBeSanctioned
    if target.is_staff and not by.is_superuser:
        raise NotYourColleague
    if channel is not None:
        if channel.user_id == target.pk:
            raise NotToBeSanctioned
        if keeps_order_in(channel, by):
            return
    if not by.has_perm(ISSUE):
        raise Forbidden
    is_long = lasts is not None and lasts > timedelta(days=settings.MODERATOR_TIMEOUT_DAYS)
    if channel is None and (kind in GRAVE or is_long) and not by.has_perm(ISSUE_GRAVE):
        raise TooGrave


def _require_new(
    target: User, kind: str, channel: CreatorProfile | None, ends_at: datetime | None, now: datetime
) -> None:
    """The same again only if it lasts longer. Warnings may repeat themselves."""
    if kind == Kind.WARNING:
        return
    same = UserSanction.objects.of(target.pk).in_force(now).filter(kind=kind, channel=channel)
    for row in same.filter(scope=Scope.CHANNEL if channel else Scope.PLATFORM):
        if row.ends_at is None or (ends_at is not None and ends_at <= row.ends_at):
            raise AlreadySanctioned


def _settle(row: UserSanction) -> None:
    forget_standing(row.person_id)
    forget_trust(row.person_id)


def _note(row: UserSanction, by: User, act: str, reason: str) -> None:
    """Creators keep order in their own channels without the house's books."""
    if row.scope == Scope.CHANNEL and not by.is_staff:
        return
    audit.note(
        actor=by,
        act=act,
        subject=f"person:{row.person_id}",
        reason=reason,
        detail={
            "sanction": str(row.pk),
            "kind": row.kind,
            "scope": row.scope,
            "channel": str(row.channel_id or ""),
            "category": row.category,
            "until": row.ends_at.isoformat() if row.ends_at else "",
        },
    )
