"""The question that is before the room, and what came of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet, Sum
from django.utils import timezone

from streams.errors import PollNotFound, StreamNotFound
from streams.models import Poll, PollChoice, PollVote, Stream
from streams.selectors.room import shows
from streams.selectors.streams import stream_known_to

if TYPE_CHECKING:
    from accounts.selectors import Visitor

# The result stays on show for a while.
SHOWN_AFTERWARDS = timedelta(minutes=2)


def polls_of(stream_id: UUID) -> QuerySet[Poll]:
    return Poll.objects.filter(stream=stream_id).prefetch_related(_choices())


def poll_with_choices(poll_id: UUID) -> Poll:
    return Poll.objects.prefetch_related(_choices()).get(pk=poll_id)


def poll_known_to(*, poll_id: UUID, visitor: Visitor, country: str = "") -> Poll:
    """A poll of a show that this visitor may know of. Raises PollNotFound, NotInYourCountry."""
    poll = Poll.objects.filter(pk=poll_id).first()
    if poll is None:
        raise PollNotFound
    try:
        poll.stream = stream_known_to(stream_id=poll.stream_id, visitor=visitor, country=country)
    except StreamNotFound as error:
        raise PollNotFound from error
    return poll


def choice_of(*, poll_id: UUID, person_id: UUID) -> UUID | None:
    """What this person voted for; nobody else is told."""
    return PollVote.objects.filter(poll=poll_id, person=person_id).values_list("choice_id", flat=True).first()


def poll_shown(stream_id: UUID) -> dict[str, Any]:
    """Opening, every vote and closing make `version` one more. It is read before the counts, so these are never older."""
    version = _version(stream_id)
    poll = polls_of(stream_id).order_by("-id").first()
    if poll is None or ended_at(poll) < timezone.now() - SHOWN_AFTERWARDS:
        return {"version": version, "poll": None}
    return {"version": version, "poll": poll_as_shown(poll)}


def poll_as_shown(poll: Poll) -> dict[str, Any]:
    choices = [{"id": str(choice.pk), "text": choice.text, "votes": choice.votes} for choice in poll.choices.all()]
    return {
        "id": str(poll.pk),
        "question": poll.question,
        "choices": choices,
        "votes": sum(choice.votes for choice in poll.choices.all()),
        "ends_at": poll.ends_at.isoformat(),
        "status": "open" if is_open(poll) else "closed",
    }


def is_open(poll: Poll) -> bool:
    """By the clock, whether or not anybody has written it down yet."""
    return poll.closed_at is None and poll.ends_at > timezone.now()


def ended_at(poll: Poll) -> Any:
    return poll.closed_at or poll.ends_at


def _choices() -> Prefetch[str, QuerySet[PollChoice], str]:
    return Prefetch("choices", queryset=PollChoice.objects.order_by("position"))


def _version(stream_id: UUID) -> int:
    polls = Poll.objects.filter(stream=stream_id).aggregate(
        opened=Count("id"), closed=Count("id", filter=Q(closed_at__isnull=False))
    )
    votes = PollChoice.objects.filter(poll__stream=stream_id).aggregate(votes=Sum("votes"))["votes"]
    return polls["opened"] + polls["closed"] + (votes or 0)


@shows("poll")
def poll_part(stream: Stream) -> dict[str, Any]:
    return poll_shown(stream.pk)
