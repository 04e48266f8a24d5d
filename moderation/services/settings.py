"""What a creator decides about their own channel: how strict it is, what is off limits, who may help."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import CreatorProfile, User
from accounts.selectors import person_named
from moderation.errors import DelegateNotFound
from moderation.models import ChannelDelegate, ModerationSettings
from moderation.models.settings import (
    DELAYS,
    FOLLOW_AGE_MOST,
    SLOW_SECONDS,
    STRICTEST,
    TOPIC_LONGEST,
    TOPICS_MOST,
    WORD_LONGEST,
    WORDS_MOST,
)
from moderation.screening.lists import normal_pattern, plain_words
from moderation.selectors.settings import settings_of
from moderation.services.screening import forget_settings
from roastlive.lib.errors import Invalid
from roastlive.lib.text import clean_line, within

SAFE_WORD_LETTERS = (4, 60)
DELEGATES_MOST = 20
SWITCHES = ("followers_only", "subscribers_only", "emotes_only", "unique_messages")
LEVELS = ("strictness_insult", "strictness_profanity", "strictness_innuendo", "strictness_flood")


@transaction.atomic
def change_settings(*, channel: CreatorProfile, **wishes: Any) -> ModerationSettings:
    """Change what is named and leave the rest. A level of None is as strict as the whole. Raises Invalid."""
    wrong: dict[str, list[str]] = {}
    read: dict[str, Any] = {}
    for name, wish in wishes.items():
        try:
            read[name] = _READERS[name](wish)
        except ValidationError as error:
            wrong[name] = list(error.messages)
    if wrong:
        raise Invalid(errors=wrong)
    row = _locked(channel)
    for name, value in read.items():
        setattr(row, name, value)
    row.save()
    forget_settings(channel.pk)
    return row


@transaction.atomic
def set_safe_word(*, channel: CreatorProfile, phrase: str) -> ModerationSettings:
    """Nothing takes it away. Raises Invalid for a phrase that would be said by accident."""
    row = _locked(channel)
    row.safe_word = _safe_word(phrase) if phrase.strip() else None
    row.save(update_fields=["safe_word", "updated_at"])
    return row


def says_safe_word(*, channel_id: UUID, text: str) -> bool:
    """Whether a performer's line has their safe word in it, however it is written."""
    row = ModerationSettings.objects.filter(channel_id=channel_id, safe_word__isnull=False).first()
    if row is None:
        return False
    phrase, line = plain_words(row.safe_word or ""), plain_words(text)
    return bool(phrase) and any(line[at : at + len(phrase)] == phrase for at in range(len(line) - len(phrase) + 1))


@transaction.atomic
def add_delegate(
    *, channel: CreatorProfile, username: str, may_moderate: bool = True, may_freeze: bool = False
) -> ChannelDelegate:
    """Trust somebody, or change with what. Raises NotFound for an unknown name, Invalid."""
    person = person_named(username)
    if person.pk == channel.user_id:
        raise Invalid(errors={"username": [_("You may do all of this already.")]})
    if not (may_moderate or may_freeze):
        raise Invalid(errors={"may_moderate": [_("Say what they may do.")]})
    CreatorProfile.objects.select_for_update().get(pk=channel.pk)
    others = ChannelDelegate.objects.filter(channel=channel).exclude(person=person)
    if others.count() >= DELEGATES_MOST:
        raise Invalid(errors={"username": [_("Twenty helpers at most. Let one of them rest first.")]})
    row, _made = ChannelDelegate.objects.update_or_create(
        channel=channel, person=person, defaults={"may_moderate": may_moderate, "may_freeze": may_freeze}
    )
    return row


@transaction.atomic
def remove_delegate(*, channel: CreatorProfile, username: str) -> None:
    """Raises DelegateNotFound. Also for somebody who has left the house since."""
    gone, _rows = ChannelDelegate.objects.filter(
        channel=channel, person__in=User.everyone.filter(username__iexact=username)
    ).delete()
    if not gone:
        raise DelegateNotFound


def _locked(channel: CreatorProfile) -> ModerationSettings:
    return ModerationSettings.objects.select_for_update().get(pk=settings_of(channel).pk)


def _number(minimum: int, maximum: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        if type(value) is not int:
            raise ValidationError(_("Enter a whole number."))
        return within(value, minimum=minimum, maximum=maximum)

    return read


def _level(value: object) -> int | None:
    return None if value is None else _number(0, STRICTEST)(value)


def _switch(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValidationError(_("This is either on or off."))
    return value


def _slow(value: object) -> int:
    seconds = _number(0, SLOW_SECONDS[1])(value)
    if 0 < seconds < SLOW_SECONDS[0]:
        raise ValidationError(_("Slow mode waits between 3 and 120 seconds."))
    return seconds


def _delay(value: object) -> int:
    if value not in DELAYS:
        raise ValidationError(_("The delay is 2, 4 or 6 seconds."))
    return int(str(value))


def _one_of(choices: Sequence[str]) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value not in choices:
            raise ValidationError(_("This cannot be chosen."))
        return str(value)

    return read


def _words(values: Sequence[str]) -> list[str]:
    """Patterns as they were typed, each once. A star alone would stand for everything."""
    found: dict[str, str] = {}
    for value in values:
        word = clean_line(value, maximum=WORD_LONGEST)
        if not word:
            continue
        pattern = normal_pattern(word)
        if len(re.sub(r"[*\s]", "", pattern)) < (2 if "*" in pattern else 1):
            raise ValidationError(_("“%(word)s” would catch everything. Give it a few letters."), params={"word": word})
        found.setdefault(pattern, word)
    if len(found) > WORDS_MOST:
        raise ValidationError(_("A list holds 300 words at most."))
    return list(found.values())


def _topics(values: Sequence[str]) -> list[str]:
    found: dict[str, str] = {}
    for value in values:
        topic = clean_line(value, maximum=TOPIC_LONGEST)
        if topic:
            found.setdefault(topic.casefold(), topic)
    if len(found) > TOPICS_MOST:
        raise ValidationError(_("Twelve topics at most. The rest of you is fair game."))
    return list(found.values())


def _safe_word(phrase: str) -> str:
    least, most = SAFE_WORD_LETTERS
    try:
        cleaned = clean_line(phrase, maximum=most, minimum=least)
    except ValidationError as error:
        raise Invalid(errors={"safe_word": list(error.messages)}) from error
    if sum(map(len, plain_words(cleaned))) < least:
        raise Invalid(errors={"safe_word": [_("Take words that can be said aloud.")]})
    return cleaned


_READERS: dict[str, Callable[[Any], Any]] = {
    "strictness": _number(0, STRICTEST),
    **dict.fromkeys(LEVELS, _level),
    "links": _one_of(ModerationSettings.Links.values),
    "blocked_words": _words,
    "allowed_words": _words,
    "slow_seconds": _slow,
    "follow_age": _number(0, FOLLOW_AGE_MOST),
    "delay_seconds": _delay,
    **dict.fromkeys(SWITCHES, _switch),
    "off_limits": _topics,
    "heat": _one_of(ModerationSettings.Heat.values),
}
