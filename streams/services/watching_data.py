"""What somebody did as a viewer and as a creator: told to them, and taken away when they leave."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from roastlive.lib.errors import DomainError
from streams.models import (
    ChatRoom,
    HeldMessage,
    Reaction,
    Stream,
    StreamReminder,
    StreamTicket,
    StreamViewer,
    UnbanRequest,
)
from streams.services.life import cancel_stream, end_stream

# What a show is called when its creator is gone; a show has a title.
NAMELESS = "–"


def tell_shows(person: User) -> Iterator[dict[str, Any]]:
    for show in Stream.everything.filter(creator__user=person).select_related("category").order_by("id"):
        yield {
            "id": show.pk,
            "announced": show.created_at,
            "title": show.title,
            "description": show.description,
            "category": show.category.slug if show.category else "",
            "tags": ", ".join(show.tags),
            "status": show.status,
            "started": show.started_at,
            "ended": show.ended_at,
            "viewers": show.unique_viewers,
            "earned": show.earnings,
        }


def forget_shows(person: User) -> None:
    """What runs ends, what is announced is cancelled and paid back; words and pictures go."""
    own = Stream.everything.filter(creator__user=person)
    for show in own.filter(status__in=[Stream.Status.LIVE, Stream.Status.SCHEDULED]):
        act = end_stream if show.is_live else cancel_stream
        try:
            act(stream_id=show.pk, by=None)
        except DomainError:
            # Deleted before, or over meanwhile.
            continue
    own.update(title=NAMELESS, description="", tags=[], thumbnail="", deleted_at=timezone.now())


def tell_tickets(person: User) -> Iterator[dict[str, Any]]:
    for ticket in StreamTicket.objects.filter(person=person).select_related("stream__creator").order_by("id"):
        yield {
            "id": ticket.pk,
            "when": ticket.created_at,
            "show": ticket.stream.title,
            "creator": ticket.stream.creator.stage_name,
            "tokens": ticket.price,
            "status": ticket.status,
            "receipt": ticket.transfer_id,
        }


def tell_reminders(person: User) -> Iterator[dict[str, Any]]:
    for row in StreamReminder.objects.filter(person=person).select_related("stream").order_by("id"):
        yield {"when": row.created_at, "show": row.stream.title}


def forget_reminders(person: User) -> None:
    StreamReminder.objects.filter(person=person).delete()


def tell_watched(person: User) -> Iterator[dict[str, Any]]:
    for seat in StreamViewer.objects.filter(person=person).select_related("stream").order_by("id").iterator():
        yield {
            "show": seat.stream.title,
            "came": seat.joined_at,
            "left": seat.left_at,
            "seconds": seat.seconds,
            "device": seat.device,
            "country": seat.country,
            "came_from": seat.referrer,
        }


def forget_watched(person: User) -> None:
    """That somebody watched stays counted; who it was is gone."""
    for seat in StreamViewer.objects.filter(Q(person=person) | Q(viewer=f"p:{person.pk}")).iterator():
        seat.person, seat.viewer, seat.referrer, seat.country = None, f"a:{seat.pk}", "", ""
        seat.save(update_fields=["person", "viewer", "referrer", "country", "updated_at"])


def tell_reactions(person: User) -> Iterator[dict[str, Any]]:
    for row in Reaction.objects.filter(person=person).select_related("stream").order_by("id").iterator():
        yield {"when": row.created_at, "show": row.stream.title, "kind": row.kind, "count": row.count}


def tell_held(person: User) -> Iterator[dict[str, Any]]:
    for row in HeldMessage.objects.filter(author=person).select_related("stream").order_by("id"):
        yield {"when": row.created_at, "show": row.stream.title, "line": row.text, "status": row.status}


def forget_held(person: User) -> None:
    HeldMessage.objects.filter(author=person).delete()


def tell_unban_requests(person: User) -> Iterator[dict[str, Any]]:
    for row in UnbanRequest.objects.filter(person=person).select_related("channel").order_by("id"):
        yield {
            "when": row.created_at,
            "channel": row.channel.stage_name,
            "words": row.words,
            "status": row.status,
            "answer": row.answer,
        }


def forget_unban_requests(person: User) -> None:
    UnbanRequest.objects.filter(person=person).delete()
    ChatRoom.objects.filter(shield_by=person).update(shield_by=None)
