"""Asking to come back to a channel, and the answer."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import CreatorProfile, User
from accounts.services.notifying import notify
from moderation.services.sanctions import keeps_order_in, lift
from roastlive.lib.errors import Conflict, Forbidden, Invalid
from roastlive.lib.text import clean_line
from streams.errors import NotShutOut, UnbanDecided, UnbanNotFound
from streams.models import Stream, UnbanRequest
from streams.notifications import UNBAN_ANSWER
from streams.selectors.chat import unban_as_shown
from streams.selectors.streams import stream_known_to
from streams.services.chat.desk import tell_desk
from streams.services.chat.removing import shut_out_by

WORDS_LONGEST = 300
Status = UnbanRequest.Status


@transaction.atomic
def ask_back(*, channel: CreatorProfile, person: User, words: str) -> UnbanRequest:
    """Raises NotShutOut, Invalid, Conflict for who has asked already."""
    if not shut_out_by(channel.pk, person.pk):
        raise NotShutOut
    try:
        said = clean_line(words, maximum=WORDS_LONGEST, minimum=3)
    except ValidationError as error:
        raise Invalid(errors={"words": list(error.messages)}) from error
    try:
        with transaction.atomic():
            asked = UnbanRequest.objects.create(channel=channel, person=person, words=said)
    except IntegrityError as error:
        raise Conflict(_("You have asked already.")) from error
    stream = Stream.objects.filter(creator=channel).order_by("-id").first()
    if stream is not None:
        tell_desk(stream, unban_as_shown(asked, stream.pk))
    return asked


def ask_back_to(*, stream_id: UUID, person: User, words: str) -> UnbanRequest:
    """Through a show of the channel that they may know of. Raises StreamNotFound, and what `ask_back` raises."""
    stream = stream_known_to(stream_id=stream_id, visitor=person)
    return ask_back(channel=stream.creator, person=person, words=words)


@transaction.atomic
def answer_unban(*, request_id: UUID, by: User, grant: bool, answer: str = "") -> UnbanRequest:
    """Raises UnbanNotFound, also for those whose channel it is not, UnbanDecided, Invalid."""
    asked = (
        UnbanRequest.objects.select_for_update(of=("self",))
        .select_related("channel", "person")
        .filter(pk=request_id)
        .first()
    )
    if asked is None or not keeps_order_in(asked.channel, by):
        raise UnbanNotFound
    if asked.person_id == by.pk:
        raise Forbidden
    if asked.status != Status.WAITING:
        raise UnbanDecided
    try:
        asked.answer = clean_line(answer, maximum=WORDS_LONGEST)
    except ValidationError as error:
        raise Invalid(errors={"answer": list(error.messages)}) from error
    asked.status = Status.GRANTED if grant else Status.REFUSED
    asked.decided_by, asked.decided_at = by, timezone.now()
    asked.save(update_fields=["status", "answer", "decided_by", "decided_at", "updated_at"])
    if grant:
        for row in shut_out_by(asked.channel_id, asked.person_id):
            lift(sanction=row, by=by, reason=asked.answer or str(_("Welcome back.")))
    notify(
        recipient=asked.person,
        type=UNBAN_ANSWER,
        title=_("You may write again") if grant else _("The answer is no, for now"),
        message=asked.answer or asked.channel.stage_name,
        link=f"/@{asked.channel.slug}/",
        key=f"unban:{asked.pk}",
    )
    return asked
