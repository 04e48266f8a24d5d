"""Announcing a show, and changing what was announced. What happens on the day is in `life`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import CreatorProfile, User
from moderation.models import Act
from moderation.screening import Speaker, Target, Verdict
from moderation.services.screening import screen_for
from moderation.services.standing import require_may
from roastlive.lib.errors import Invalid
from roastlive.lib.events import announce
from roastlive.lib.text import clean_line, clean_text
from streams.errors import SoldAlready, StreamNotFound, StreamOver, TooManyAnnounced, WordsRefused
from streams.events import StreamScheduled
from streams.models import Category, Stream, StreamTicket
from streams.models.streams import DEAREST_TICKET, DESCRIPTION_LONGEST, TAG_LONGEST, TAGS_MOST, TITLE_LONGEST
from streams.services.showing import show_show
from streams.services.wording import fit_to_show

FURTHEST_AHEAD = timedelta(days=365)
# A minute ago still counts as now: forms take time to fill in.
LATENESS = timedelta(minutes=1)
ANNOUNCED_MOST = 50


@transaction.atomic
def schedule_stream(*, creator: CreatorProfile, title: str, **wishes: Any) -> Stream:
    """Announce a show; without `scheduled_start` it begins whenever it is started.

    Raises Invalid, naming fields, WordsRefused, Sanctioned, TooManyAnnounced.
    """
    require_may(creator.user_id, Act.GO_LIVE)
    CreatorProfile.objects.select_for_update().get(pk=creator.pk)
    if Stream.objects.filter(creator=creator, status=Stream.Status.SCHEDULED).count() >= ANNOUNCED_MOST:
        raise TooManyAnnounced
    stream = Stream(creator=creator)
    _apply(stream, {"title": title, **wishes})
    stream.save(force_insert=True)
    announce(StreamScheduled(stream_id=stream.pk, creator_id=creator.pk))
    return stream


@transaction.atomic
def change_stream(*, stream_id: UUID, by: User, **wishes: Any) -> Stream:
    """Change what is named and leave the rest; of a show that runs, its words and its chat.

    Raises StreamNotFound, Invalid, WordsRefused, StreamOver, SoldAlready for the price of what was sold.
    """
    stream = own_stream(stream_id=stream_id, by=by, lock=True)
    if stream.is_over:
        raise StreamOver
    before = stream.visibility, stream.ticket_price
    _apply(stream, wishes)
    if (stream.visibility, stream.ticket_price) != before and _has_sold(stream):
        raise SoldAlready
    stream.save()
    show_show(stream)
    return stream


@transaction.atomic
def delete_stream(*, stream_id: UUID, by: User) -> None:
    """Out of sight for everybody; what was paid and said there keeps its row. Raises StreamNotFound, StreamOver.

    Only what is over can go: a show that people wait for is cancelled first.
    """
    stream = own_stream(stream_id=stream_id, by=by, lock=True)
    if not stream.is_over:
        raise StreamOver(_("End it or cancel it first."))
    stream.deleted_at = timezone.now()
    stream.save(update_fields=["deleted_at", "updated_at"])


def own_stream(*, stream_id: UUID, by: User, lock: bool = False) -> Stream:
    """Somebody else's is as if it were not. Raises StreamNotFound."""
    streams = Stream.objects.select_for_update(of=("self",)) if lock else Stream.objects.all()
    stream = streams.select_related("creator__user").filter(pk=stream_id, creator__user_id=by.pk).first()
    if stream is None:
        raise StreamNotFound
    return stream


def _has_sold(stream: Stream) -> bool:
    return StreamTicket.objects.filter(stream=stream).exclude(status=StreamTicket.Status.REFUNDED).exists()


def _apply(stream: Stream, wishes: dict[str, Any]) -> None:
    wrong: dict[str, list[str]] = {}
    for name, wish in wishes.items():
        try:
            setattr(stream, name, _READERS[name](wish, stream))
        except ValidationError as error:
            wrong[name] = list(error.messages)
        except Invalid as error:
            if not error.errors:
                raise
            wrong |= {field: [str(text) for text in texts] for field, texts in error.errors.items()}
    if stream.visibility != Stream.Visibility.TICKETED:
        stream.ticket_price = None
    elif not stream.ticket_price and "ticket_price" not in wrong:
        wrong["ticket_price"] = [_("Say what a ticket costs.")]
    if wrong:
        raise Invalid(errors=wrong)


def _title(wish: object, stream: Stream) -> str:
    return fit_to_show(wish, maximum=TITLE_LONGEST, channel=stream.creator, field="title")


def _description(wish: object, stream: Stream) -> str:
    words = clean_text(wish, maximum=DESCRIPTION_LONGEST)
    decision = screen_for(words, speaker=Speaker.PERFORMER, target=Target.NONE, channel=stream.creator)
    if decision.verdict == Verdict.BLOCK:
        raise WordsRefused(why=", ".join(str(reason.says) for reason in decision.reasons))
    return words


def _category(wish: Category | str | None, _stream: Stream) -> Category | None:
    if not wish or isinstance(wish, Category):
        return wish or None
    found = Category.objects.filter(slug=wish, is_active=True).first()
    if found is None:
        raise ValidationError(_("There is no such category."))
    return found


def _tags(wish: Sequence[object], stream: Stream) -> list[str]:
    """Small letters without the hash, each once."""
    found: dict[str, None] = {}
    for each in wish:
        tag = clean_line(each, maximum=TAG_LONGEST).lstrip("#").casefold().replace(" ", "-")
        if tag:
            found[fit_to_show(tag, maximum=TAG_LONGEST, channel=stream.creator, field="tags")] = None
    if len(found) > TAGS_MOST:
        raise ValidationError(_("Eight tags at most."))
    return list(found)


def _visibility(wish: object, _stream: Stream) -> str:
    if wish not in Stream.Visibility.values:
        raise ValidationError(_("This cannot be chosen."))
    return str(wish)


def _price(wish: object, _stream: Stream) -> int | None:
    if wish is None:
        return None
    if type(wish) is not int or not 1 <= wish <= DEAREST_TICKET:
        raise ValidationError(_("A ticket costs between 1 and 10,000 tokens."))
    return wish


def _start(wish: datetime | None, stream: Stream) -> datetime | None:
    if wish is None or wish == stream.scheduled_start:
        return wish
    if stream.status != Stream.Status.SCHEDULED:
        raise ValidationError(_("It has begun."))
    now = timezone.now()
    if wish < now - LATENESS:
        raise ValidationError(_("That is over already. Choose a time to come."))
    if wish > now + FURTHEST_AHEAD:
        raise ValidationError(_("A year ahead must be enough."))
    return wish


def _switch(wish: object, _stream: Stream) -> bool:
    if not isinstance(wish, bool):
        raise ValidationError(_("This is either on or off."))
    return wish


_READERS: dict[str, Callable[[Any, Stream], Any]] = {
    "title": _title,
    "description": _description,
    "category": _category,
    "tags": _tags,
    "visibility": _visibility,
    "ticket_price": _price,
    "scheduled_start": _start,
    "chat_enabled": _switch,
    "recording_enabled": _switch,
}
