"""Which stream somebody may see, and which door stands before it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from accounts.errors import NotInYourCountry
from accounts.models import Follow
from moderation.models import Act
from moderation.selectors.settings import may_moderate
from moderation.services.standing import require_may
from streams.audience import is_subscriber
from streams.errors import FollowersOnly, StreamNotFound, SubscribersOnly, TicketNeeded
from streams.models import Stream, StreamTicket

if TYPE_CHECKING:
    from accounts.selectors import Visitor

DOORS = {
    Stream.Visibility.FOLLOWERS: FollowersOnly,
    Stream.Visibility.SUBSCRIBERS: SubscribersOnly,
    Stream.Visibility.TICKETED: TicketNeeded,
}


def stream_known_to(*, stream_id: UUID, visitor: Visitor, country: str = "") -> Stream:
    """A stream that this visitor may know of, whether or not they may watch. Raises StreamNotFound, NotInYourCountry."""
    stream = Stream.objects.visible_to(visitor).with_their_people().filter(pk=stream_id).first()
    if stream is None:
        raise StreamNotFound
    if country in stream.creator.blocked_regions and not works_here(visitor, stream):
        raise NotInYourCountry
    return stream


def stream_seen_by(*, stream_id: UUID, visitor: Visitor, country: str = "") -> Stream:
    """A stream that this visitor may watch now.

    Raises StreamNotFound, NotInYourCountry, FollowersOnly, SubscribersOnly, TicketNeeded, Sanctioned for who is banned here.
    """
    stream = stream_known_to(stream_id=stream_id, visitor=visitor, country=country)
    if visitor.is_authenticated:
        require_may(visitor.pk, Act.ENTER, channel_id=stream.creator_id)
    if not may_watch(visitor, stream):
        raise DOORS[Stream.Visibility(stream.visibility)]
    return stream


def may_watch(visitor: Visitor, stream: Stream) -> bool:
    """Whether the door is open for them; sanctions are asked apart."""
    if stream.visibility not in DOORS:
        return True
    if not visitor.is_authenticated:
        return False
    if works_here(visitor, stream):
        return True
    if stream.visibility == Stream.Visibility.FOLLOWERS:
        return Follow.objects.filter(follower=visitor, creator=stream.creator_id).exists()
    if stream.visibility == Stream.Visibility.SUBSCRIBERS:
        return is_subscriber(visitor.pk, stream.creator_id)
    return holds_ticket(visitor.pk, stream)


def holds_ticket(person_id: UUID, stream: Stream) -> bool:
    return (
        StreamTicket.objects.filter(stream=stream, person=person_id)
        .exclude(status=StreamTicket.Status.REFUNDED)
        .exists()
    )


def works_here(visitor: Visitor, stream: Stream) -> bool:
    """Whose stream it is, who helps them, and staff."""
    if not visitor.is_authenticated:
        return False
    return visitor.is_staff or may_moderate(person_id=visitor.pk, channel_id=stream.creator_id)


def is_live_now(stream_id: UUID) -> bool:
    return Stream.objects.live().filter(pk=stream_id).exists()


def stream_to_act_in(stream_id: UUID) -> Stream:
    """For somebody who was let in: the stream as it is now. Raises StreamNotFound."""
    stream = Stream.objects.select_related("creator__user").filter(pk=stream_id).first()
    if stream is None:
        raise StreamNotFound
    return stream
