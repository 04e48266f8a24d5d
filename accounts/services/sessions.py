"""Devices that are logged in: opened, seen, ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.door_rules import require_let_in
from accounts.errors import Leaving, SessionNotFound, WrongCredentials
from accounts.events import SessionEnded, SessionOpened
from accounts.models import RefreshToken, User, UserSession
from accounts.services.new_devices import tell_of_new_device
from accounts.session_store import forget, key_hash
from roastlive.lib.events import announce
from roastlive.lib.rls import acting_as, acting_as_house

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.visits import Visit

SEEN_EVERY = timedelta(minutes=1)
# How long somebody may look up which device was ended, and how. Until then it is no new one.
REMEMBERED = timedelta(days=30)
Ending = UserSession.Ending


def open_session(*, user: User, kind: str, visit: Visit, key: str | None = None, device: str = "") -> UserSession:
    """A device has given the password or a passkey, and everything else that was asked of it.

    Raises Leaving, WrongCredentials for somebody who was erased or shut out at this very moment, and what door rules say.
    """
    now = timezone.now()
    with acting_as(user.pk):
        # Whoever ends all sessions of a person holds the same row: this one is among them, or is not opened.
        person = User.everyone.select_for_update(no_key=True).get(pk=user.pk)
        if person.deleted_at is not None or not person.is_active:
            raise WrongCredentials
        require_let_in(person.pk)
        if person.leaves_at is not None:
            raise Leaving
        session = UserSession(
            user=user,
            kind=kind,
            key_hash=key_hash(key) if key else None,
            device=device or visit.device,
            user_agent=visit.user_agent,
            ip=visit.ip,
            country=visit.country,
            last_seen_at=now,
            confirmed_at=now,
            expires_at=now + life(),
        )
        tell_of_new_device(user=person, session=session)
        session.save(force_insert=True)
        announce(SessionOpened(session_id=session.pk, user_id=person.pk))
    return session


def life() -> timedelta:
    return timedelta(seconds=settings.SESSION_COOKIE_AGE)


def live_session(
    *, user_id: UUID, session_id: str | UUID | None, visit: Callable[[], Visit] | None = None
) -> UserSession | None:
    """The session if it has neither ended nor expired; a visit is noted, at most once a minute."""
    if session_id is None:
        return None
    now = timezone.now()
    with acting_as(user_id):
        session = UserSession.objects.filter(
            pk=session_id, user_id=user_id, revoked_at__isnull=True, expires_at__gt=now
        ).first()
        if session is not None and visit is not None and now - session.last_seen_at >= SEEN_EVERY:
            _see(session, visit())
    return session


def _see(session: UserSession, visit: Visit) -> None:
    session.last_seen_at = timezone.now()
    session.expires_at = session.last_seen_at + life()
    session.ip = visit.ip
    session.country = visit.country
    # By condition, so that a session which ends at this moment stays ended.
    UserSession.objects.filter(pk=session.pk, revoked_at__isnull=True).update(
        last_seen_at=session.last_seen_at, expires_at=session.expires_at, ip=session.ip, country=session.country
    )


def move_session(*, session: UserSession, key: str) -> None:
    """The browser's session has a new key."""
    session.key_hash = key_hash(key)
    with acting_as(session.user_id):
        UserSession.objects.filter(pk=session.pk).update(key_hash=session.key_hash)


def note_second_factor(*, session: UserSession) -> None:
    session.second_factor_at = session.confirmed_at = timezone.now()
    with acting_as(session.user_id):
        UserSession.objects.filter(pk=session.pk).update(
            second_factor_at=session.second_factor_at, confirmed_at=session.confirmed_at
        )


def forget_second_factors(*, user: User) -> None:
    """Whoever switches the second factor off has none to show any more, on no device."""
    with acting_as(user.pk):
        UserSession.objects.filter(user=user).update(second_factor_at=None)


def end_session(*, user_id: UUID, session_id: UUID, ending: str = Ending.REVOKED) -> None:
    """Raises SessionNotFound if this person has no such session, or had it."""
    with acting_as(user_id):
        sessions = UserSession.objects.filter(pk=session_id, user_id=user_id, revoked_at__isnull=True)
        if not _end(sessions, ending):
            raise SessionNotFound


def end_sessions(*, user_id: UUID, keep: UUID | None = None, ending: str = Ending.REVOKED) -> int:
    """End all sessions of a person, or all but the one they hold in their hands."""
    with acting_as(user_id):
        sessions = UserSession.objects.filter(user_id=user_id, revoked_at__isnull=True)
        return _end(sessions.exclude(pk=keep) if keep else sessions, ending)


def _end(sessions: QuerySet[UserSession], ending: str) -> int:
    ended = list(sessions.select_for_update().order_by("pk"))
    UserSession.objects.filter(pk__in=[session.pk for session in ended]).update(
        revoked_at=timezone.now(), ending=ending, updated_at=timezone.now()
    )
    RefreshToken.objects.filter(session__in=ended).delete()
    for session in ended:
        if session.key_hash:
            forget(session.key_hash)
        announce(
            SessionEnded(
                session_id=session.pk, user_id=session.user_id, key_hash=session.key_hash or "", ending=str(ending)
            )
        )
    return len(ended)


def purge_sessions() -> int:
    """Forget devices that were ended or ran out a month ago, and what browsers' sessions they left."""
    before = timezone.now() - REMEMBERED
    with acting_as_house():
        gone, _ = UserSession.objects.filter(expires_at__lt=before).delete()
        ended, _ = UserSession.objects.filter(revoked_at__lt=before).delete()
        RefreshToken.objects.filter(expires_at__lt=timezone.now()).delete()
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    return gone + ended
