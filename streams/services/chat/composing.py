"""What a line consists of: words, emotes, names of people, and links that are shown as what they are."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from accounts.models import User
from streams.selectors.emotes import emotes_of

Piece = str | dict[str, str]

MENTION = r"@(?P<name>[A-Za-z0-9_.-]{3,30})"
LINK = r"(?P<link>https?://[^\s<>\"]{3,300})"
EMOTE = r":(?P<emote>[a-z][a-z0-9]{2,23}):"
SPECIAL = re.compile(f"{LINK}|(?<![\\w@]){MENTION}|{EMOTE}")
MENTIONS_MOST = 10
# What ends a sentence is no part of the address in it.
AFTER_LINK = ".,;:!?)]}'\""


@dataclass(slots=True)
class Composed:
    text: str
    pieces: list[Piece] = field(default_factory=list)
    mentions: list[UUID] = field(default_factory=list)

    @property
    def is_emotes_alone(self) -> bool:
        return all((isinstance(piece, dict) and "emote" in piece) or piece == " " for piece in self.pieces)


def compose(text: str, *, channel_id: UUID) -> Composed:
    """Names that nobody has and emotes that are none stay words."""
    composed = Composed(text)
    emotes = emotes_of(channel_id) if ":" in text else {}
    people = _people(text) if "@" in text else {}
    at = 0
    for match in SPECIAL.finditer(text):
        piece, end = _special(match, emotes, people)
        if piece is None:
            continue
        if match.start() > at:
            composed.pieces.append(text[at : match.start()])
        composed.pieces.append(piece)
        at = end
    if at < len(text):
        composed.pieces.append(text[at:])
    composed.mentions = list(
        {UUID(piece["person"]) for piece in composed.pieces if isinstance(piece, dict) and "person" in piece}
    )
    return composed


def _special(
    match: re.Match[str], emotes: dict[str, Any], people: dict[str, User]
) -> tuple[dict[str, str] | None, int]:
    if match["link"]:
        link = match["link"].rstrip(AFTER_LINK)
        return {"link": link, "text": link.partition("://")[2]}, match.start() + len(link)
    if match["name"]:
        person = people.get(match["name"].rstrip(".-").lower())
        if person is None:
            return None, match.end()
        return {"mention": person.username, "person": str(person.pk)}, match.start() + 1 + len(person.username)
    return emotes.get(match["emote"]), match.end()


def _people(text: str) -> dict[str, User]:
    names = [found["name"].rstrip(".-").lower() for found in re.finditer(MENTION, text)][:MENTIONS_MOST]
    found: dict[str, User] = {}
    for name in dict.fromkeys(names):
        person = User.objects.here().with_username(name).first()
        if person is not None:
            found[name] = person
    return found
