"""Lines that begin with a slash: what a moderator types faster than they click.

A double slash begins a line that is said, slash and all.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from roastlive.lib.errors import Forbidden
from streams.errors import BadCommand, MessageNotFound, NobodyCalled, UnknownCommand
from streams.models import Stream
from streams.selectors.chat import keeps_order, last_line_of, person_called
from streams.services.chat.authors import author_in
from streams.services.chat.composing import compose
from streams.services.chat.lines import line_event, put_into_room
from streams.services.chat.modes import change_mode
from streams.services.chat.pinning import pin
from streams.services.chat.removing import ban, clear_chat, time_out, unban
from streams.services.chat.saying import ME
from streams.services.chat.shield import set_shield
from streams.services.polls import open_poll
from streams.services.wording import fit_to_show

ANNOUNCEMENT_LONGEST = 300
POLL_SECONDS = 60
DURATION = re.compile(r"(?P<number>[1-9][0-9]{0,6})(?P<unit>[smhd]?)")
UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}

Run = Callable[[Stream, User, list[str]], str]


@dataclass(frozen=True, slots=True)
class Command:
    usage: str
    run: Run


def is_command(text: str) -> bool:
    return text.startswith("/") and not text.startswith(("//", ME))


def run_command(*, stream: Stream, by: User, text: str) -> str:
    """What happened, in a few words. Raises Forbidden, UnknownCommand, BadCommand, NobodyCalled, and what it does raises."""
    try:
        words = shlex.split(text[1:])
    except ValueError:
        words = text[1:].split()
    command = COMMANDS.get(words.pop(0).lower()) if words else None
    if command is None:
        raise UnknownCommand
    if not keeps_order(by, stream):
        raise Forbidden
    try:
        return command.run(stream, by, words)
    except (IndexError, _Misread) as error:
        raise BadCommand(usage=command.usage) from error


def hints() -> list[str]:
    return [command.usage for command in COMMANDS.values()]


class _Misread(Exception):
    """A word of a command is not what it should be."""


def _seconds(word: str) -> int:
    match = DURATION.fullmatch(word)
    if match is None:
        raise _Misread
    return int(match["number"]) * UNITS[match["unit"]]


def _whom(word: str) -> UUID:
    person = person_called(word)
    if person is None:
        raise NobodyCalled(name=word.lstrip("@"))
    return person.pk


def _timeout(stream: Stream, by: User, words: list[str]) -> str:
    seconds = _seconds(words[1]) if len(words) > 1 else 600
    time_out(stream=stream, person_id=_whom(words[0]), by=by, seconds=seconds, reason=" ".join(words[2:]))
    said = ngettext("%(name)s pauses for %(number)s second.", "%(name)s pauses for %(number)s seconds.", seconds)
    return said % {"name": words[0].lstrip("@"), "number": seconds}


def _ban(stream: Stream, by: User, words: list[str]) -> str:
    ban(stream=stream, person_id=_whom(words[0]), by=by, reason=" ".join(words[1:]))
    return _("%(name)s is out.") % {"name": words[0].lstrip("@")}


def _unban(stream: Stream, by: User, words: list[str]) -> str:
    unban(stream=stream, person_id=_whom(words[0]), by=by)
    return _("%(name)s may write again.") % {"name": words[0].lstrip("@")}


def _clear(stream: Stream, by: User, _words: list[str]) -> str:
    gone = clear_chat(stream=stream, by=by)
    return ngettext("%(number)s line is gone.", "%(number)s lines are gone.", gone) % {"number": gone}


def _announce(stream: Stream, by: User, words: list[str]) -> str:
    if not words:
        raise _Misread
    text = fit_to_show(" ".join(words), maximum=ANNOUNCEMENT_LONGEST, channel=stream.creator, field="text")
    composed = compose(text, channel_id=stream.creator_id)
    put_into_room(stream.pk, line_event(stream, author_in(stream, by), composed, kind="announcement"))
    return _("Announced.")


def _pin(stream: Stream, by: User, words: list[str]) -> str:
    """Their last line; off takes the pin away."""
    if words[0] == "off":
        pin(stream=stream, message_id=None, by=by)
        return _("Nothing is pinned.")
    last = last_line_of(stream_id=stream.pk, person_id=_whom(words[0]))
    if last is None:
        raise MessageNotFound
    pin(stream=stream, message_id=last.id, by=by)
    return _("Pinned.")


def _poll(stream: Stream, by: User, words: list[str]) -> str:
    seconds = POLL_SECONDS
    if words and DURATION.fullmatch(words[0]):
        seconds, words = _seconds(words[0]), words[1:]
    if not words:
        raise _Misread
    question, *choices = words
    open_poll(stream_id=stream.pk, by=by, question=question, choices=choices, seconds=seconds)
    return _("The poll is open.")


def _shield(stream: Stream, by: User, words: list[str]) -> str:
    on = _on(words)
    set_shield(stream=stream, by=by, on=on)
    return _("The shield is up.") if on else _("The shield is down.")


def _on(words: list[str]) -> bool:
    if not words:
        return True
    if words[0] not in {"on", "off"}:
        raise _Misread
    return words[0] == "on"


def _switch(name: str) -> Run:
    def run(stream: Stream, by: User, words: list[str]) -> str:
        change_mode(stream=stream, by=by, name=name, value=int(_on(words)))
        return _("Done.")

    return run


def _time(name: str) -> Run:
    """`off` is nothing at all."""

    def run(stream: Stream, by: User, words: list[str]) -> str:
        value = 0 if words[0] == "off" else _seconds(words[0])
        change_mode(stream=stream, by=by, name=name, value=value)
        return _("Done.")

    return run


COMMANDS = {
    "timeout": Command("/timeout name 10m why", _timeout),
    "untimeout": Command("/untimeout name", _unban),
    "ban": Command("/ban name why", _ban),
    "unban": Command("/unban name", _unban),
    "slow": Command("/slow 10s | off", _time("slow")),
    "delay": Command("/delay 2 | 4 | 6 | off", _time("delay")),
    "followers": Command("/followers on | off", _switch("followers")),
    "subscribers": Command("/subscribers on | off", _switch("subscribers")),
    "emotes": Command("/emotes on | off", _switch("emotes")),
    "unique": Command("/unique on | off", _switch("unique")),
    "shield": Command("/shield on | off", _shield),
    "clear": Command("/clear", _clear),
    "announce": Command("/announce words", _announce),
    "pin": Command("/pin name | off", _pin),
    "poll": Command('/poll 60s "Question" "One" "Other"', _poll),
}
