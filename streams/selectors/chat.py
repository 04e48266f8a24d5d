"""Lines of chat as they are shown, and what a room asks of those who write."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from moderation.models import ModerationSettings
from moderation.selectors.settings import may_moderate, settings_of
from roastlive.lib.eventstore import Event, store
from streams.collections import CHAT
from streams.models import ChatRoom, HeldMessage, Stream, UnbanRequest
from streams.selectors.room import shows, version_now

LINES_SHOWN = 80
LINES_A_PAGE = 50
LINES_OF_A_PERSON = 200
PAGES_OF_A_PERSON = 10


def as_shown(event: Event) -> dict[str, Any]:
    """What everybody gets of a line. Everything that a page needs was written with it: names change, lines do not."""
    return {
        "id": str(event.id),
        "at": event.time.isoformat(),
        "kind": event["kind"],
        "by": event.body.get("by") or {"id": None, "name": "", "role": event["role"], "badges": [], "colour": 0},
        "text": event["text"],
        "parts": event.body.get("parts") or [event["text"]],
        "reply": event.body.get("reply"),
    }


def messages_page(
    *, stream_id: UUID, before: UUID | None, limit: int = LINES_A_PAGE, until: datetime | None = None
) -> tuple[list[dict[str, Any]], UUID | None]:
    """Newest first, without what was taken away or is younger than `until`; and where the next page begins."""
    page = store().page(CHAT, stream_id, where={"deleted_at": None}, before=before, limit=limit)
    return [as_shown(event) for event in page.events if until is None or event.time <= until], page.older


def line(*, stream_id: UUID, message_id: UUID) -> Event | None:
    """A line of this stream that was not taken away."""
    event = store().get(CHAT, message_id)
    if event is None or event["stream_id"] != stream_id or event.values.get("deleted_at") is not None:
        return None
    return event


def lines_of(*, stream_id: UUID, person_id: UUID, pages: int = PAGES_OF_A_PERSON) -> list[Event]:
    """Their last lines there, newest first."""
    where = {"user_id": person_id, "deleted_at": None}
    found: list[Event] = []
    before: UUID | None = None
    for _page in range(pages):
        page = store().page(CHAT, stream_id, where=where, before=before, limit=LINES_OF_A_PERSON)
        found.extend(page.events)
        before = page.older
        if before is None:
            break
    return found


def last_line_of(*, stream_id: UUID, person_id: UUID) -> Event | None:
    where = {"user_id": person_id, "deleted_at": None}
    return next(iter(store().page(CHAT, stream_id, where=where, limit=1).events), None)


def stream_of(event: Event) -> UUID:
    return cast("UUID", event["stream_id"])


def author_of(event: Event) -> UUID | None:
    """Nobody, once they were erased."""
    author = event["user_id"]
    return author if isinstance(author, UUID) else None


def lines_around(event: Event, *, before: int = 8, after: int = 4) -> list[dict[str, Any]]:
    """What was said about then, oldest first, whether or not it was taken away since."""
    here = stream_of(event)
    earlier = list(store().page(CHAT, here, before=event.id, limit=before).events)
    later = list(store().page(CHAT, here, since=event.time, limit=500).events)
    following = [each for each in reversed(later) if each.id > event.id][:after]
    return [as_shown(each) for each in (*reversed(earlier), event, *following)]


@shows("chat")
def last_lines(stream: Stream) -> list[dict[str, Any]]:
    """Oldest first. What waits for the delay is not there yet."""
    page = store().page(CHAT, stream.pk, where={"deleted_at": None}, limit=LINES_SHOWN)
    until = shown_until(stream)
    return [as_shown(event) for event in reversed(page.events) if until is None or event.time <= until]


def shown_until(stream: Stream) -> datetime | None:
    """What was said after this waits for the delay. Without one nothing waits, whatever the clock has done meanwhile."""
    delay = modes_row(stream).delay_seconds
    return timezone.now() - timedelta(seconds=delay) if delay else None


def modes_row(stream: Stream) -> ModerationSettings:
    return settings_of(stream.creator)


def modes_as_shown(stream: Stream, row: ModerationSettings | None = None) -> dict[str, Any]:
    row = row or modes_row(stream)
    return {
        "version": version_now(),
        "enabled": stream.chat_enabled,
        "slow": row.slow_seconds,
        "followers": row.followers_only,
        "follow_age": row.follow_age,
        "subscribers": row.subscribers_only,
        "emotes": row.emotes_only,
        "unique": row.unique_messages,
        "delay": row.delay_seconds,
        "shield": ChatRoom.objects.filter(channel=stream.creator_id, shield_since__isnull=False).exists(),
    }


shows("modes")(modes_as_shown)


@shows("pinned")
def pinned_in(stream: Stream) -> dict[str, Any]:
    room = ChatRoom.objects.filter(channel=stream.creator_id, pinned_in=stream).first()
    return {"version": room.version if room else 0, "message": room.pinned if room else None}


def keeps_order(person: Any, stream: Stream) -> bool:
    """Whose chat it is, those they trust with it, and the house's moderators."""
    if not person.is_authenticated:
        return False
    return person.has_perm("moderation.decide_reviewcase") or may_moderate(
        person_id=person.pk, channel_id=stream.creator_id
    )


def held_as_shown(held: HeldMessage) -> dict[str, Any]:
    return {
        "id": str(held.pk),
        "stream": str(held.stream_id),
        "kind": "held",
        "by": {"id": str(held.author_id), "name": held.author.username},
        "text": held.text,
        "why": held.category,
        "at": held.created_at.isoformat(),
    }


def waiting_lines(stream: Stream) -> list[dict[str, Any]]:
    """What needs a moderator's eye, oldest first."""
    held = HeldMessage.objects.filter(stream=stream, status=HeldMessage.Status.WAITING)
    return [held_as_shown(each) for each in held.select_related("author").order_by("id")[:100]]


def unban_as_shown(request: UnbanRequest, stream_id: UUID | None = None) -> dict[str, Any]:
    return {
        "id": str(request.pk),
        "stream": str(stream_id or ""),
        "kind": "unban",
        "by": {"id": str(request.person_id), "name": request.person.username},
        "text": request.words,
        "at": request.created_at.isoformat(),
    }


def waiting_unbans(stream: Stream) -> list[dict[str, Any]]:
    asked = UnbanRequest.objects.filter(channel=stream.creator_id, status=UnbanRequest.Status.WAITING)
    return [unban_as_shown(each, stream.pk) for each in asked.select_related("person").order_by("id")[:50]]


def person_called(name: str) -> User | None:
    return User.objects.here().with_username(name.lstrip("@")).first()
