"""Taking lines away, and taking the word from people, for a while or for good."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from moderation.models import ModerationAction, UserSanction
from moderation.services.actions import note_action
from moderation.services.sanctions import lift, sanction
from roastlive.lib.errors import Forbidden, NotFound
from roastlive.lib.eventstore import amend
from roastlive.lib.realtime import dismiss, publish
from streams.collections import CHAT
from streams.errors import MessageNotFound, NotShutOut
from streams.models import ChatRoom, Stream
from streams.rooms import stream_room
from streams.selectors.chat import keeps_order, line, lines_of, messages_page
from streams.services.chat.lines import tell_writer

Kind = UserSanction.Kind
# What somebody may be kept from speaking by, here.
SHUT_OUT = (Kind.SUSPENSION, Kind.BAN)
MUTES = (Kind.MUTE, Kind.TIMEOUT, Kind.SUSPENSION, Kind.BAN)


@transaction.atomic
def remove_line(*, stream: Stream, message_id: UUID, by: User) -> None:
    """One's own, or anybody's for whoever keeps order. Raises MessageNotFound, Forbidden."""
    found = line(stream_id=stream.pk, message_id=message_id)
    if found is None:
        raise MessageNotFound
    is_own = found["user_id"] == by.pk
    if not is_own and not keeps_order(by, stream):
        raise Forbidden
    _take_away(stream, [message_id], by)
    if not is_own:
        author = found["user_id"]
        note_action(
            kind="message",
            id=message_id,
            person_id=author if isinstance(author, UUID) else None,
            actor=by,
            action=ModerationAction.Act.HIDE,
        )


@transaction.atomic
def time_out(*, stream: Stream, person_id: UUID, by: User, seconds: int, reason: str = "") -> UserSanction:
    """Nothing is heard of them in this channel for so long, and their last lines go.

    Raises Forbidden, NotFound, Invalid, AlreadySanctioned for who is out for longer, NotYourColleague.
    """
    person = _whom(stream, person_id, by)
    row = sanction(
        person=person,
        kind=Kind.MUTE,
        by=by,
        reason=reason or _("A pause from the chat."),
        channel=stream.creator,
        lasts=timedelta(seconds=seconds),
    )
    _silence(stream, person, by)
    tell_writer(
        person.pk, stream=str(stream.pk), kind="timed_out", until=row.ends_at.isoformat() if row.ends_at else None
    )
    return row


@transaction.atomic
def ban(*, stream: Stream, person_id: UUID, by: User, reason: str = "") -> UserSanction:
    """Out of this channel: their lines go, and their pages of its rooms close. Raises what `time_out` raises."""
    person = _whom(stream, person_id, by)
    row = sanction(
        person=person,
        kind=Kind.BAN,
        by=by,
        reason=reason or _("Banned from this channel."),
        channel=stream.creator,
    )
    _silence(stream, person, by)
    tell_writer(person.pk, stream=str(stream.pk), kind="banned")
    dismiss(stream_room, stream.pk, code="banned", person=person.pk)
    return row


def close_rooms_to(*, sanction_id: UUID) -> None:
    """Whoever was shut out of a channel, by whomever, leaves its rooms: those of shows that are on, and of those to come."""
    row = UserSanction.objects.filter(pk=sanction_id, channel__isnull=False, kind__in=SHUT_OUT).first()
    if row is None:
        return
    open_shows = Stream.objects.filter(creator=row.channel_id, status__in=[Stream.Status.LIVE, Stream.Status.SCHEDULED])
    for stream_id in open_shows.values_list("pk", flat=True):
        dismiss(stream_room, stream_id, code="banned", person=row.person_id)


@transaction.atomic
def unban(*, stream: Stream, person_id: UUID, by: User, reason: str = "") -> int:
    """Whatever keeps them from writing in this channel is lifted; how much it was. Raises Forbidden, NotFound, NotShutOut."""
    person = _whom(stream, person_id, by)
    held = shut_out_by(stream.creator_id, person.pk)
    for row in held:
        lift(sanction=row, by=by, reason=reason or _("Welcome back."))
    if not held:
        raise NotShutOut
    tell_writer(person.pk, stream=str(stream.pk), kind="unbanned")
    return len(held)


def shut_out_by(channel_id: UUID, person_id: UUID) -> list[UserSanction]:
    """What keeps somebody from writing in this channel alone."""
    rows = UserSanction.objects.of(person_id).in_force(timezone.now())
    return list(rows.filter(channel=channel_id, kind__in=MUTES))


@transaction.atomic
def clear_chat(*, stream: Stream, by: User) -> int:
    """Everything that can be seen goes; how many lines. Raises Forbidden."""
    if not keeps_order(by, stream):
        raise Forbidden
    lines, _older = messages_page(stream_id=stream.pk, before=None, limit=200)
    _take_away(stream, [UUID(each["id"]) for each in lines], by)
    return len(lines)


def _whom(stream: Stream, person_id: UUID, by: User) -> User:
    if not keeps_order(by, stream):
        raise Forbidden
    person = User.everyone.filter(pk=person_id, deleted_at__isnull=True).first()
    if person is None:
        raise NotFound
    if person.pk == stream.creator.user_id:
        # It is their house.
        raise Forbidden
    return person


def _silence(stream: Stream, person: User, by: User) -> None:
    _take_away(stream, [event.id for event in lines_of(stream_id=stream.pk, person_id=person.pk)], by)


def _take_away(stream: Stream, message_ids: list[UUID], by: User) -> None:
    now = timezone.now()
    for message_id in message_ids:
        amend(collection=CHAT, identifier=message_id, changes={"deleted_at": now, "deleted_by": by.pk})
    if message_ids:
        publish(stream_room, stream.pk, removed=[str(message_id) for message_id in message_ids])
    _unpin(stream, {str(message_id) for message_id in message_ids})


def _unpin(stream: Stream, gone: set[str]) -> None:
    """What is pinned is gone too."""
    room = ChatRoom.objects.select_for_update().filter(channel=stream.creator_id, pinned_in=stream).first()
    if room is None or not room.pinned or room.pinned["id"] not in gone:
        return
    room.pinned, room.pinned_in = None, None
    room.version += 1
    room.save(update_fields=["pinned", "pinned_in", "version", "updated_at"])
    publish(stream_room, stream.pk, pinned={"version": room.version, "message": None})
