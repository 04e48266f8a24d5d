"""Telling people that a show begins: those who follow, and those who asked for it.

A star has more followers than a request can tell. Starting leaves one message in the outbox; each round tells some, and leaves
another message for the rest. Everybody is told once a show, whoever hears twice of it.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Follow, User
from accounts.services.notifying import notify
from roastlive.lib import outbox
from streams.errors import NotScheduled
from streams.models import Stream, StreamReminder
from streams.notifications import LIVE
from streams.selectors.streams import may_watch, stream_known_to

TOPIC = "streams.tell_of_start"
TOLD_AT_ONCE = 200


@transaction.atomic
def remind(*, stream_id: UUID, person: User, country: str = "") -> None:
    """Raises StreamNotFound, NotInYourCountry, NotScheduled. Asked again, it changes nothing."""
    stream = stream_known_to(stream_id=stream_id, visitor=person, country=country)
    if stream.status != Stream.Status.SCHEDULED:
        raise NotScheduled
    StreamReminder.objects.get_or_create(stream=stream, person=person)


def forget(*, stream_id: UUID, person: User) -> None:
    StreamReminder.objects.filter(stream=stream_id, person=person).delete()


def order_telling(stream_id: UUID) -> None:
    """In the transaction of the start, or right after it."""
    with transaction.atomic():
        outbox.enqueue(topic=TOPIC, payload={"stream": str(stream_id), "after": ""})


@transaction.atomic
def tell_some(*, stream_id: UUID, after: str) -> int:
    """The next of those who want to know, by their ids; how many. A show that is over is no news."""
    stream = Stream.objects.with_their_people().filter(pk=stream_id).live().first()
    if stream is None:
        return 0
    waiting = set(StreamReminder.objects.filter(stream=stream).values_list("person_id", flat=True))
    people = User.objects.here().order_by("id")
    if stream.visibility == Stream.Visibility.UNLISTED:
        # Only those who had the link know of it.
        people = people.filter(pk__in=waiting)
    else:
        fans = Follow.objects.filter(creator=stream.creator_id, notifications_enabled=True).values("follower_id")
        people = people.filter(pk__in=fans) | people.filter(pk__in=waiting)
    if after:
        people = people.filter(pk__gt=UUID(after))
    some = list(people[:TOLD_AT_ONCE])
    for person in some:
        if person.pk in waiting or may_watch(person, stream):
            _tell(person, stream)
    if len(some) == TOLD_AT_ONCE:
        outbox.enqueue(topic=TOPIC, payload={"stream": str(stream_id), "after": str(some[-1].pk)})
    return len(some)


def _tell(person: User, stream: Stream) -> None:
    notify(
        recipient=person,
        type=LIVE,
        title=format_lazy(_("{name} is live"), name=stream.creator.stage_name),
        message=stream.title,
        link=reverse("streams:watch", args=[stream.pk]),
        data={"stream": str(stream.pk), "at": timezone.now().isoformat()},
        key=f"live:{stream.pk}",
    )
