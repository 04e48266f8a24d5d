"""What of streams can be reported and judged: a show, a line of its chat, and a line that was held."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as noop

from accounts.models import User
from accounts.pictures import picture_file
from moderation.subjects import Description, Line, register_subject
from roastlive.lib.errors import DomainError
from roastlive.lib.eventstore import Event, store
from streams.collections import CHAT
from streams.models import HeldMessage, Stream
from streams.selectors.chat import author_of, lines_around, stream_of
from streams.selectors.streams import stream_seen_by
from streams.services.chat.judging import hide_line, restore_line
from streams.services.hiding import hide_stream, restore_stream, stop_stream


def find_stream(id: UUID, visitor: User | None) -> Stream | None:
    """For the house deleted ones, too."""
    shows = Stream.everything.all() if visitor is None else Stream.objects.visible_to(visitor)
    return shows.with_their_people().filter(pk=id).first()


def describe_stream(stream: Stream) -> Description:
    return Description(
        title=stream.title,
        words=stream.description,
        link=f"/live/{stream.pk}/",
        pictures=(picture_file(stream.thumbnail, "large"),) if stream.thumbnail else (),
        facts=(
            (noop("creator"), stream.creator.stage_name),
            (noop("status"), stream.status),
            (noop("tags"), ", ".join(stream.tags)),
            (noop("viewers"), str(stream.viewer_count)),
        ),
    )


register_subject(
    kind="stream",
    label=_("Show"),
    icon="live",
    find=find_stream,
    describe=describe_stream,
    owner=lambda stream: stream.creator.user_id,
    channel=lambda stream: stream.creator_id,
    hide=hide_stream,
    restore=restore_stream,
    stop=stop_stream,
)


def find_line(id: UUID, visitor: User | None) -> Event | None:
    """For a visitor, while it is in sight, in a show that they may watch."""
    event = store().get(CHAT, id)
    if event is None or visitor is None:
        return event
    if event.values.get("deleted_at") is not None:
        return None
    try:
        stream_seen_by(stream_id=stream_of(event), visitor=visitor)
    except DomainError:
        return None
    return event


def describe_line(event: Event) -> Description:
    author = event.body.get("by")
    name = str(author["name"]) if isinstance(author, dict) else ""
    return Description(
        title=name,
        words=str(event["text"]),
        link=f"/live/{event['stream_id']}/",
        facts=((noop("role"), str(event["role"])),),
        lines=tuple(
            Line(who=each["by"]["name"], words=each["text"], at=each["at"], is_it=each["id"] == str(event.id))
            for each in lines_around(event)
        ),
    )


register_subject(
    kind="message",
    label=_("line of chat"),
    icon="chat",
    find=find_line,
    describe=describe_line,
    owner=author_of,
    channel=lambda event: Stream.everything.filter(pk=stream_of(event)).values_list("creator_id", flat=True).first(),
    hide=hide_line,
    restore=restore_line,
)


def find_held(id: UUID, visitor: User | None) -> HeldMessage | None:
    """Nobody but the house reports what nobody sees."""
    if visitor is not None:
        return None
    return HeldMessage.objects.select_related("author", "stream__creator").filter(pk=id).first()


def describe_held(held: HeldMessage) -> Description:
    return Description(
        title=held.author.username,
        words=held.text,
        link=f"/live/{held.stream_id}/",
        facts=((noop("status"), held.status),),
    )


register_subject(
    kind="held_line",
    label=_("line that was held"),
    icon="chat",
    find=find_held,
    describe=describe_held,
    owner=lambda held: held.author_id,
    channel=lambda held: held.stream.creator_id,
)
