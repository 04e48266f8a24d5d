"""What somebody may do just now, read by the clock from the sanctions that they have.

Redis holds a copy for a minute, with the number of the change it was read after; a change gives the number one more, so a
copy that was read before it is never kept. Within a transaction the database is asked: it alone knows what that has done.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

import structlog
from django.db import connection, transaction
from django.utils import timezone
from redis.exceptions import RedisError

from moderation.errors import Sanctioned
from moderation.models import Act, UserSanction
from moderation.wording import until_in_words
from roastlive.lib.redis_clients import redis_client

if TYPE_CHECKING:
    from moderation.querysets.sanctions import UserSanctionQuerySet

logger = structlog.get_logger(__name__)

COPY_SECONDS = 60
CHANGE_SECONDS = 24 * 3600

KEEP_IF_UNCHANGED = """
if (redis.call('GET', KEYS[1]) or '') == ARGV[1] then
    redis.call('SET', KEYS[2], ARGV[2], 'EX', ARGV[3])
end
"""

Kind = UserSanction.Kind
EVERYTHING = frozenset(Act)
TALK = frozenset({Act.SPEAK})
STAGE = frozenset({Act.SPEAK, Act.MEET, Act.GO_LIVE})

# What each rung forbids in the whole house.
IN_THE_HOUSE: dict[str, frozenset[Act]] = {
    Kind.WARNING: frozenset(),
    Kind.MUTE: TALK,
    Kind.TIMEOUT: STAGE,
    Kind.SUSPENSION: EVERYTHING,
    Kind.BAN: EVERYTHING,
}
# And in one channel, where nobody else's stage or purse is anybody's business.
IN_A_CHANNEL: dict[str, frozenset[Act]] = {
    Kind.WARNING: frozenset(),
    Kind.MUTE: TALK,
    Kind.TIMEOUT: frozenset({Act.SPEAK, Act.MEET}),
    Kind.SUSPENSION: frozenset({Act.ENTER, Act.SPEAK, Act.MEET, Act.GIVE}),
    Kind.BAN: frozenset({Act.ENTER, Act.SPEAK, Act.MEET, Act.GIVE}),
}


@dataclass(frozen=True, kw_only=True)
class InForce:
    """A sanction as far as it forbids something."""

    sanction_id: str
    kind: str
    scope: str
    channel_id: str | None
    reason: str
    starts_at: str
    ends_at: str | None

    @property
    def until(self) -> datetime | None:
        return datetime.fromisoformat(self.ends_at) if self.ends_at else None

    def holds(self, now: datetime) -> bool:
        return datetime.fromisoformat(self.starts_at) <= now and (self.until is None or now < self.until)

    def forbids(self, act: Act) -> bool:
        table = IN_THE_HOUSE if self.scope == UserSanction.Scope.PLATFORM else IN_A_CHANNEL
        return act in table[self.kind]


@dataclass(frozen=True, kw_only=True)
class Standing:
    person_id: UUID
    channel_id: UUID | None
    sanctions: tuple[InForce, ...]

    def may(self, act: Act) -> bool:
        return self.kept_from(act) is None

    def kept_from(self, act: Act) -> InForce | None:
        """The sanction that keeps them from it the longest; None if nothing does."""
        kept = [held for held in self.sanctions if held.forbids(act)]
        return max(kept, key=_length, default=None)


def standing_of(person_id: UUID, channel_id: UUID | None = None) -> Standing:
    """In the whole house, and in this channel if one is named."""
    now = timezone.now()
    here = str(channel_id) if channel_id is not None else None
    held = tuple(
        row
        for row in _sanctions_of(person_id)
        if row.holds(now)
        and (row.scope == UserSanction.Scope.PLATFORM or (here is not None and row.channel_id == here))
    )
    return Standing(person_id=person_id, channel_id=channel_id, sanctions=held)


def require_may(person_id: UUID, act: Act, *, channel_id: UUID | None = None) -> None:
    """Raises Sanctioned, which says why and until when."""
    held = standing_of(person_id, channel_id).kept_from(act)
    if held is not None:
        raise sanctioned(held)


def sanctioned(held: InForce) -> Sanctioned:
    return Sanctioned(until=until_in_words(held.until), reason=held.reason)


def forget_standing(person_id: UUID) -> None:
    """The copies are old: at once for whoever asks next, and once more when the change can be seen by all."""
    _drop(person_id)
    transaction.on_commit(partial(_drop, person_id))


def _sanctions_of(person_id: UUID) -> Iterable[InForce]:
    if connection.in_atomic_block:
        return _read(person_id)
    try:
        change, copy = redis_client().mget(_change_key(person_id), _copy_key(person_id))
    except RedisError:
        return _read(person_id)
    if copy is not None:
        return [InForce(**row) for row in json.loads(copy)]
    rows = _read(person_id)
    _keep(person_id, change, rows)
    return rows


def _read(person_id: UUID) -> list[InForce]:
    return [_in_force(row) for row in forbidding(UserSanction.objects.of(person_id), timezone.now())]


def forbidding(sanctions: UserSanctionQuerySet, now: datetime) -> UserSanctionQuerySet:
    return sanctions.in_force(now).exclude(kind=Kind.WARNING)


def _in_force(row: UserSanction) -> InForce:
    return InForce(
        sanction_id=str(row.pk),
        kind=row.kind,
        scope=row.scope,
        channel_id=str(row.channel_id) if row.channel_id else None,
        reason=row.reason,
        starts_at=row.starts_at.isoformat(),
        ends_at=row.ends_at.isoformat() if row.ends_at else None,
    )


def _keep(person_id: UUID, change: bytes | str | None, rows: list[InForce]) -> None:
    copy = json.dumps([asdict(row) for row in rows])
    keys: list[Any] = [_change_key(person_id), _copy_key(person_id)]
    try:
        redis_client().eval(KEEP_IF_UNCHANGED, len(keys), *keys, change or b"", copy, str(COPY_SECONDS))
    except RedisError as error:
        logger.warning("standing_not_kept", error=str(error))


def _drop(person_id: UUID) -> None:
    try:
        with redis_client().pipeline() as line:
            line.incr(_change_key(person_id))
            line.expire(_change_key(person_id), CHANGE_SECONDS)
            line.delete(_copy_key(person_id))
            line.execute()
    except RedisError as error:
        # The copy that may have stayed is a minute old at most.
        logger.warning("standing_not_dropped", error=str(error))


def _length(held: InForce) -> tuple[bool, str]:
    return held.ends_at is None, held.ends_at or ""


def _change_key(person_id: UUID) -> str:
    return f"standing:change:{person_id}"


def _copy_key(person_id: UUID) -> str:
    return f"standing:{person_id}"
