"""Browsers' sessions: the truth in PostgreSQL, a copy in Redis, which may be flushed at any moment.

Both know a session by the hash of its key. The key itself is a password and stands in the browser's cookie alone.
"""

from __future__ import annotations

import hashlib
from functools import partial
from typing import Any

import structlog
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.contrib.sessions.models import Session
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from redis.exceptions import RedisError

from roastlive.lib.redis_clients import redis_client

logger = structlog.get_logger(__name__)

# How long the copy is believed before PostgreSQL is asked again.
COPY_SECONDS = 3600
NAME_LENGTH = 40


def key_hash(session_key: str) -> str:
    return hashlib.sha256(session_key.encode()).hexdigest()


def forget(full_hash: str) -> None:
    """Delete a session of which only the hash is known."""
    name = full_hash[:NAME_LENGTH]
    Session.objects.filter(session_key=name).delete()
    _forget_copy(name)
    transaction.on_commit(partial(_forget_copy, name))


class SessionStore(SessionBase):
    """Django's session engine."""

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(session_key=_name(session_key)).exists()

    def create(self) -> None:
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def load(self) -> dict[str, Any]:
        name = _name(self.session_key or "")
        sealed = _copy_of(name)
        if sealed is None:
            row = Session.objects.filter(session_key=name, expire_date__gt=timezone.now()).first()
            if row is None:
                self._session_key = None
                return {}
            sealed = row.session_data
            _keep_copy(name, sealed, int((row.expire_date - timezone.now()).total_seconds()))
        data: dict[str, Any] = self.decode(sealed)
        return data

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            self.create()
            return
        sealed = self.encode(self._get_session(no_load=must_create))  # type: ignore[attr-defined]
        name = _name(self.session_key)
        row = Session(session_key=name, session_data=sealed, expire_date=self.get_expiry_date())
        try:
            with transaction.atomic():
                row.save(force_insert=must_create, force_update=not must_create)
        except IntegrityError as error:
            if must_create:
                raise CreateError from error
            raise
        except DatabaseError as error:
            if must_create:
                raise
            raise UpdateError from error
        # Until the transaction around this has committed, nobody may read what it wrote.
        _forget_copy(name)
        transaction.on_commit(partial(_keep_copy, name, sealed, self.get_expiry_age()))

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            forget(key_hash(key))

    @classmethod
    def clear_expired(cls) -> None:
        Session.objects.filter(expire_date__lt=timezone.now()).delete()


def _name(session_key: str) -> str:
    return key_hash(session_key)[:NAME_LENGTH]


def _copy_of(name: str) -> str | None:
    try:
        found = redis_client().get(f"session:{name}")
    except RedisError as error:
        logger.warning("session_copy_not_read", error=str(error))
        return None
    return found.decode() if isinstance(found, bytes) else None


def _keep_copy(name: str, sealed: str, seconds: int) -> None:
    if seconds <= 0:
        return
    try:
        redis_client().set(f"session:{name}", sealed, ex=min(seconds, COPY_SECONDS))
    except RedisError as error:
        logger.warning("session_copy_not_kept", error=str(error))


def _forget_copy(name: str) -> None:
    try:
        redis_client().delete(f"session:{name}")
    except RedisError as error:
        logger.warning("session_copy_not_forgotten", error=str(error))
