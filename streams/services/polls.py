"""A question to the room: asked, answered once by each, closed by its time or by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from roastlive.lib.errors import Forbidden, Invalid
from roastlive.lib.realtime import publish
from streams.errors import (
    AlreadyVoted,
    ChoiceNotFound,
    NotLive,
    PollClosed,
    PollNotFound,
    PollOpenAlready,
    StreamNotFound,
    StreamOver,
)
from streams.models import Poll, PollChoice, PollVote, Stream
from streams.models.polls import CHOICE_LONGEST, CHOICES_LEAST, CHOICES_MOST, POLL_SECONDS, QUESTION_LONGEST
from streams.rooms import stream_room
from streams.selectors.polls import poll_known_to, poll_shown
from streams.selectors.streams import stream_known_to, stream_seen_by, works_here
from streams.services.wording import fit_to_show, require_within

SWEPT_AT_ONCE = 500


@transaction.atomic
def open_poll(*, stream_id: UUID, by: User, question: str, choices: Sequence[str], seconds: int) -> Poll:
    """Asked by the creator or a moderator of a live show, one at a time.

    Raises StreamNotFound, Forbidden, NotLive, StreamOver, Invalid, WordsRefused, PollOpenAlready.
    """
    stream = stream_known_to(stream_id=stream_id, visitor=by)
    if not works_here(by, stream):
        raise Forbidden
    asked = fit_to_show(question, maximum=QUESTION_LONGEST, channel=stream.creator, field="question")
    if not CHOICES_LEAST <= len(choices) <= CHOICES_MOST:
        raise Invalid(errors={"choices": [_number_of_choices()]})
    answers = [fit_to_show(text, maximum=CHOICE_LONGEST, channel=stream.creator, field="choices") for text in choices]
    if len({answer.casefold() for answer in answers}) < len(answers):
        raise Invalid(errors={"choices": [_("Every answer once.")]})
    require_within(seconds, "seconds", least=POLL_SECONDS[0], most=POLL_SECONDS[1])
    stream = Stream.objects.select_for_update(no_key=True).get(pk=stream_id)
    if stream.is_over:
        raise StreamOver
    if not stream.is_live:
        raise NotLive
    now = timezone.now()
    _close(Poll.objects.filter(stream=stream, closed_at__isnull=True, ends_at__lte=now), now)
    if Poll.objects.filter(stream=stream, closed_at__isnull=True).exists():
        raise PollOpenAlready
    poll = Poll.objects.create(stream=stream, question=asked, ends_at=now + timedelta(seconds=seconds))
    PollChoice.objects.bulk_create(
        PollChoice(poll=poll, position=position, text=answer) for position, answer in enumerate(answers)
    )
    show_poll(stream.pk)
    return poll


def vote(*, poll_id: UUID, choice_id: UUID, person: User, country: str = "") -> Poll:
    """Raises PollNotFound, what `stream_seen_by` raises, ChoiceNotFound, PollClosed, AlreadyVoted."""
    poll = Poll.objects.filter(pk=poll_id).first()
    if poll is None:
        raise PollNotFound
    try:
        stream_seen_by(stream_id=poll.stream_id, visitor=person, country=country)
    except StreamNotFound as error:
        raise PollNotFound from error
    return _count(poll_id, choice_id, person)


@transaction.atomic
def _count(poll_id: UUID, choice_id: UUID, person: User) -> Poll:
    """The poll is locked, so that no vote comes after its close, nor twice."""
    poll = Poll.objects.select_for_update(no_key=True).get(pk=poll_id)
    if poll.closed_at is not None or poll.ends_at <= timezone.now():
        raise PollClosed
    if not PollChoice.objects.filter(pk=choice_id, poll=poll).exists():
        raise ChoiceNotFound
    _vote, is_new = PollVote.objects.get_or_create(poll=poll, person=person, defaults={"choice_id": choice_id})
    if not is_new:
        raise AlreadyVoted
    PollChoice.objects.filter(pk=choice_id).update(votes=F("votes") + 1)
    show_poll(poll.stream_id)
    return poll


@transaction.atomic
def close_poll(*, poll_id: UUID, by: User) -> Poll:
    """Said again, it changes nothing. Raises PollNotFound, Forbidden."""
    known = poll_known_to(poll_id=poll_id, visitor=by)
    if not works_here(by, known.stream):
        raise Forbidden
    poll = Poll.objects.select_for_update(no_key=True).get(pk=poll_id)
    if poll.closed_at is None:
        poll.closed_at = timezone.now()
        poll.save(update_fields=["closed_at", "updated_at"])
        show_poll(poll.stream_id)
    return poll


def close_polls_of(stream_id: UUID) -> int:
    """When the show is over."""
    return _close(Poll.objects.filter(stream=stream_id, closed_at__isnull=True), timezone.now())


def sweep_polls(*, now: datetime | None = None) -> int:
    """Polls whose time is up. Readers need not wait for it: they see by the clock that it is over."""
    now = now or timezone.now()
    return _close(Poll.objects.filter(closed_at__isnull=True, ends_at__lte=now), now)


@transaction.atomic
def _close(polls: QuerySet[Poll], now: datetime) -> int:
    due = list(polls.select_for_update(no_key=True).order_by("id")[:SWEPT_AT_ONCE])
    for poll in due:
        poll.closed_at = min(now, poll.ends_at)
        poll.save(update_fields=["closed_at", "updated_at"])
        show_poll(poll.stream_id)
    return len(due)


def show_poll(stream_id: UUID) -> None:
    """After the commit, as it is then. The room puts many of these into one frame and shows the newest state."""
    transaction.on_commit(partial(_show, stream_id), robust=True)


def _show(stream_id: UUID) -> None:
    publish(stream_room, stream_id, poll=poll_shown(stream_id))


def _number_of_choices() -> str:
    return _("Between %(least)s and %(most)s answers.") % {"least": CHOICES_LEAST, "most": CHOICES_MOST}
