"""Screening with a channel's wishes and the house's words.

Both are read from the database once and kept in the process. Two numbers in Redis say whether they still hold, so a change
is heard everywhere with the next line. Without Redis every line asks the database: slower, and never wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from uuid import UUID, uuid4

import structlog
from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from redis.exceptions import RedisError

from accounts.models import CreatorProfile
from moderation.models import HouseWord, ModerationSettings
from moderation.screening import Category, Decision, Policy, Screener, Speaker, Target, Verdict
from moderation.selectors.settings import house_words
from roastlive.lib.redis_clients import redis_client

logger = structlog.get_logger(__name__)

HOUSE = "moderation:words"
CHANNEL = "moderation:settings"
# A version that nobody asks for is forgotten, and made anew with the next line.
VERSION_SECONDS = 24 * 3600
# So many channels' wishes are kept in one process.
KEPT = 2000
GRADED_FIELDS = {
    Category.INSULT: "strictness_insult",
    Category.PROFANITY: "strictness_profanity",
    Category.INNUENDO: "strictness_innuendo",
    Category.FLOOD: "strictness_flood",
}


@dataclass(frozen=True)
class _Kept:
    version: tuple[str, str]
    policy: Policy


_policies: dict[UUID | None, _Kept] = {}


def screen_for(text: str, *, speaker: Speaker, target: Target, channel: CreatorProfile | UUID | None) -> Decision:
    """What this channel's screening says; without a channel, the house's usual one."""
    return house_screener().screen(text, speaker=speaker, target=target, policy=policy_for(channel))


@cache
def house_screener() -> Screener:
    """With the engines that `SCREENING_ENGINES` names."""
    return Screener([import_string(path)() for path in settings.SCREENING_ENGINES])


def policy_for(channel: CreatorProfile | UUID | None) -> Policy:
    channel_id = channel.pk if isinstance(channel, CreatorProfile) else channel
    version = _versions(channel_id)
    kept = _policies.get(channel_id)
    if kept is not None and kept.version == version:
        return kept.policy
    # The version was read before the rows: whoever changes them meanwhile makes another one, so nothing stale is kept.
    policy = _policy_from_rows(channel_id)
    if version is not None:
        if len(_policies) >= KEPT:
            _policies.clear()
        _policies[channel_id] = _Kept(version, policy)
    return policy


def policy_of(row: ModerationSettings, words: list[HouseWord]) -> Policy:
    """The wishes of a row, kept or not yet."""
    return Policy(
        level=row.strictness,
        by_category={
            category: level for category, field in GRADED_FIELDS.items() if (level := getattr(row, field)) is not None
        },
        links=Verdict(row.links),
        blocked_words=tuple(row.blocked_words),
        allowed_words=tuple(row.allowed_words),
        house_words=tuple(
            (word.pattern, Category(word.category), Verdict(word.effect))
            for word in words
            if word.effect != HouseWord.Effect.ALLOW
        ),
        house_allowed=tuple(word.pattern for word in words if word.effect == HouseWord.Effect.ALLOW),
        trusted_hosts=frozenset({settings.SITE_URL.partition("://")[2]} - {""}),
    )


def forget_settings(channel_id: UUID) -> None:
    """Once the transaction has committed, no process goes by this channel's old wishes."""
    transaction.on_commit(lambda: _renew(f"{CHANNEL}:{channel_id}"))


def forget_house_words() -> None:
    transaction.on_commit(lambda: _renew(HOUSE))


def _policy_from_rows(channel_id: UUID | None) -> Policy:
    row = ModerationSettings.objects.filter(channel_id=channel_id).defer("safe_word").first() if channel_id else None
    return policy_of(row or ModerationSettings(), house_words())


def _versions(channel_id: UUID | None) -> tuple[str, str] | None:
    """None where there is nobody to ask: then nothing is kept."""
    keys = [HOUSE, f"{CHANNEL}:{channel_id}"]
    try:
        found = redis_client().mget(keys)
        versions = [_text(value) if value else _begun(key) for key, value in zip(keys, found, strict=True)]
    except RedisError as error:
        logger.warning("screening_without_redis", error=str(error))
        return None
    return versions[0], versions[1]


def _begun(key: str) -> str:
    """Whoever comes first makes the version; everybody else takes theirs."""
    made = uuid4().hex
    if redis_client().set(key, made, nx=True, ex=VERSION_SECONDS):
        return made
    found = redis_client().get(key)
    return _text(found) if found else made


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _renew(key: str) -> None:
    try:
        redis_client().set(key, uuid4().hex, ex=VERSION_SECONDS)
    except RedisError as error:
        # Nothing is kept while Redis is away; when it comes back, versions are new in every process.
        logger.warning("screening_without_redis", error=str(error))
        _policies.clear()
