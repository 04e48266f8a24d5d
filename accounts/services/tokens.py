"""What programs show instead of a cookie.

An access token is a short JWT that names a session's row and dies with it. A refresh token is used once and answered with
the next one; used again, somebody has a copy, and the whole session ends. A personal access token is made by hand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import jwt
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.door_rules import require_let_in
from accounts.errors import SessionNotFound, SessionOver, TokenNotFound, TooManyTokens
from accounts.models import PersonalAccessToken, RefreshToken, User, UserSession
from accounts.scopes import every_scope
from accounts.services.leaving import stay
from accounts.services.letters import order_notice
from accounts.services.secrets import hash_secret, new_secret
from accounts.services.sessions import Ending, end_session, life, live_session, open_session
from roastlive.lib.errors import Invalid
from roastlive.lib.rls import acting_as, acting_as_house
from roastlive.lib.text import clean_line

if TYPE_CHECKING:
    from accounts.visits import Visit

ACCESS_LIFE = timedelta(minutes=10)
ALGORITHM = "HS256"
AUDIENCE = "roastlive-api"
REFRESH_PREFIX = "rlr_"
PERSONAL_PREFIX = "rlp_"
SHOWN_LETTERS = 12
USED_EVERY = timedelta(minutes=1)
MOST_TOKENS = 50


@dataclass(frozen=True)
class Pair:
    access: str
    refresh: str
    session: UserSession

    @property
    def expires_in(self) -> int:
        return int(ACCESS_LIFE.total_seconds())


@transaction.atomic
def open_api_session(
    *, user: User, visit: Visit, device: str = "", second_factor: bool = False, stays: bool = False
) -> Pair:
    """Raises Leaving for somebody who is about to be erased and does not say that they stay."""
    if stays:
        stay(user=user)
    session = open_session(user=user, kind=UserSession.Kind.API, visit=visit, device=device)
    if second_factor:
        session.second_factor_at = session.confirmed_at
        with acting_as(user.pk):
            session.save(update_fields=["second_factor_at", "updated_at"])
    user.last_login = timezone.now()
    user.save(update_fields=["last_login"])
    return Pair(access_token(session), _next_refresh(session), session)


def refresh(*, token: str, visit: Visit) -> Pair:
    """The next pair. Raises SessionOver; a token that comes a second time ends its session before that."""
    reused = False
    with acting_as_house():
        # The session first and its token after that, as those do who end sessions.
        session = (
            UserSession.objects.select_for_update(of=("self",))
            .filter(refresh_tokens__token_hash=hash_secret(token))
            .first()
        )
        found = RefreshToken.objects.filter(token_hash=hash_secret(token), expires_at__gt=timezone.now()).first()
        if session is None or found is None:
            raise SessionOver
        if found.used_at is not None:
            reused = True
        else:
            found.used_at = timezone.now()
            found.save(update_fields=["used_at"])
            if _living(session, visit) is None:
                raise SessionOver
            pair = Pair(access_token(session), _next_refresh(session), session)
    if reused:
        # Outside, so that it stays ended although this refuses.
        with suppress(SessionNotFound):
            end_session(user_id=session.user_id, session_id=session.pk, ending=Ending.REUSE)
        raise SessionOver
    return pair


def access_token(session: UserSession) -> str:
    now = timezone.now()
    claims = {
        "sub": str(session.user_id),
        "sid": str(session.pk),
        "aud": AUDIENCE,
        "iat": now,
        "exp": min(now + ACCESS_LIFE, session.expires_at),
    }
    return jwt.encode(claims, _key(settings.SECRET_KEY), algorithm=ALGORITHM)


def bearer_of_access(token: str, *, visit: Callable[[], Visit] | None = None) -> tuple[User, UserSession]:
    """Whose token this is, and of which session. Raises SessionOver."""
    claims = _read(token)
    session = live_session(user_id=UUID(claims["sub"]), session_id=UUID(claims["sid"]), visit=visit)
    person = User.objects.filter(pk=claims["sub"], is_active=True).first()
    if session is None or session.kind != UserSession.Kind.API or person is None:
        raise SessionOver
    return person, session


def make_personal_token(
    *, user: User, name: str, scopes: Collection[str], expires_at: datetime | None = None
) -> tuple[PersonalAccessToken, str]:
    """The row, and the token, this once. Raises Invalid, TooManyTokens; IntegrityError if the name is in use."""
    known = {scope.name for scope in every_scope()}
    if not scopes or not set(scopes) <= known:
        raise Invalid(errors={"scopes": [Invalid.detail]})
    if expires_at is not None and expires_at <= timezone.now():
        raise Invalid(errors={"expires_at": [Invalid.detail]})
    secret = new_secret(PERSONAL_PREFIX)
    with acting_as(user.pk):
        # One after the other for each person, so that the bound holds.
        User.objects.select_for_update().get(pk=user.pk)
        if PersonalAccessToken.objects.filter(user=user, revoked_at__isnull=True).count() >= MOST_TOKENS:
            raise TooManyTokens(most=MOST_TOKENS)
        token = PersonalAccessToken.objects.create(
            user=user,
            name=clean_line(name, maximum=60, minimum=1),
            prefix=secret[:SHOWN_LETTERS],
            token_hash=hash_secret(secret),
            scopes=sorted(set(scopes)),
            expires_at=expires_at,
        )
        order_notice(user, "token_made")
    return token, secret


def revoke_personal_token(*, user: User, token_id: UUID) -> None:
    """Raises TokenNotFound."""
    with acting_as(user.pk):
        mine = PersonalAccessToken.objects.filter(pk=token_id, user=user, revoked_at__isnull=True)
        if not mine.update(revoked_at=timezone.now()):
            raise TokenNotFound


def bearer_of_personal(token: str) -> tuple[User, PersonalAccessToken]:
    """Raises SessionOver, and what door rules say: a token is no way around them."""
    now = timezone.now()
    # Until it is found nobody knows whose it is.
    with acting_as_house():
        found = PersonalAccessToken.objects.filter(token_hash=hash_secret(token), revoked_at__isnull=True).first()
        if found is None or (found.expires_at is not None and found.expires_at <= now):
            raise SessionOver
        if found.last_used_at is None or now - found.last_used_at >= USED_EVERY:
            PersonalAccessToken.objects.filter(pk=found.pk).update(last_used_at=now)
    person = User.objects.filter(pk=found.user_id, is_active=True).first()
    if person is None:
        raise SessionOver
    require_let_in(person.pk)
    return person, found


def _next_refresh(session: UserSession) -> str:
    secret = new_secret(REFRESH_PREFIX)
    RefreshToken.objects.create(session=session, token_hash=hash_secret(secret), expires_at=timezone.now() + life())
    return secret


def _living(session: UserSession, visit: Visit) -> UserSession | None:
    if not User.objects.filter(pk=session.user_id, is_active=True).exists():
        return None
    return live_session(user_id=session.user_id, session_id=session.pk, visit=lambda: visit)


def _read(token: str) -> dict[str, str]:
    for key in (settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)):
        try:
            claims: dict[str, str] = jwt.decode(
                token,
                _key(key),
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                # Judged below, by the clock that everything here goes by.
                options={"require": ["sub", "sid", "exp"], "verify_exp": False, "verify_iat": False},
            )
        except jwt.InvalidTokenError:
            continue
        if timezone.now().timestamp() < float(claims["exp"]):
            return claims
    raise SessionOver


def _key(secret: str) -> bytes:
    """A key of its own, so that no other signature made with SECRET_KEY passes as a token."""
    return hashlib.sha256(b"roastlive.access_token:" + secret.encode()).digest()
