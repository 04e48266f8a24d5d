"""Lines that screening held: looked at by somebody who keeps order, once."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from moderation.models import ModerationAction
from moderation.screening import Decision
from moderation.screening.vocabulary import NEVER
from moderation.services.actions import note_action
from moderation.services.flagging import flag
from roastlive.lib.errors import Forbidden
from roastlive.lib.ids import uuid7
from streams.errors import HeldDecided, HeldNotFound
from streams.models import HeldMessage, Stream
from streams.selectors.chat import held_as_shown, keeps_order, line
from streams.services.chat.authors import author_in
from streams.services.chat.composing import compose
from streams.services.chat.desk import tell_desk
from streams.services.chat.lines import line_event, put_into_room, tell_writer

# Nobody waits for ever: a line that came ten minutes late answers nothing any more.
PATIENCE = timedelta(minutes=10)
Status = HeldMessage.Status


@transaction.atomic
def hold(
    *, stream: Stream, author: User, text: str, reply: UUID | None, decision: Decision, held_id: UUID | None = None
) -> HeldMessage:
    held = HeldMessage.objects.create(
        id=held_id or uuid7(),
        stream=stream,
        author=author,
        text=text,
        reply_to=reply,
        category=decision.category or "",
        confidence=decision.confidence,
        screening=decision.version,
    )
    if decision.category in NEVER:
        # What no creator can allow is the house's business too.
        flag(kind="held_line", id=held.pk, decision=decision)
    else:
        note_action(
            kind="held_line",
            id=held.pk,
            person_id=author.pk,
            action=ModerationAction.Act.HOLD,
            category=decision.category or "",
            confidence=decision.confidence,
            model_version=decision.version,
        )
    tell_desk(stream, held_as_shown(held))
    return held


@transaction.atomic
def decide_held(*, held_id: UUID, by: User, approve: bool) -> HeldMessage:
    """Let it through or turn it away. Raises HeldNotFound, also for those whose chat it is not, Forbidden, HeldDecided."""
    held = (
        HeldMessage.objects.select_for_update(of=("self",))
        .select_related("stream__creator", "author")
        .filter(pk=held_id)
        .first()
    )
    if held is None or not keeps_order(by, held.stream):
        raise HeldNotFound
    if held.author_id == by.pk:
        raise Forbidden
    if held.status != Status.WAITING:
        raise HeldDecided
    _close(held, Status.APPROVED if approve else Status.DENIED, by)
    if approve:
        _let_through(held)
    note_action(
        kind="held_line",
        id=held.pk,
        person_id=held.author_id,
        actor=by,
        action=ModerationAction.Act.RESTORE if approve else ModerationAction.Act.HIDE,
    )
    return held


def _let_through(held: HeldMessage) -> None:
    """As its author's own line, with what they are now."""
    answered = line(stream_id=held.stream_id, message_id=held.reply_to) if held.reply_to else None
    composed = compose(held.text, channel_id=held.stream.creator_id)
    put_into_room(
        held.stream_id, line_event(held.stream, author_in(held.stream, held.author), composed, answered=answered)
    )


def expire_held(*, now: datetime | None = None) -> int:
    """What nobody looked at in time; how many."""
    now = now or timezone.now()
    due = HeldMessage.objects.filter(status=Status.WAITING, created_at__lte=now - PATIENCE)
    return sum(_expire(held_id) for held_id in due.order_by("id").values_list("pk", flat=True)[:500])


@transaction.atomic
def _expire(held_id: UUID) -> bool:
    held = (
        HeldMessage.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("stream__creator", "author")
        .filter(pk=held_id, status=Status.WAITING)
        .first()
    )
    if held is None:
        return False
    _close(held, Status.EXPIRED, None)
    return True


def _close(held: HeldMessage, status: Status, by: User | None) -> None:
    held.status, held.decided_by, held.decided_at = status, by, timezone.now()
    held.save(update_fields=["status", "decided_by", "decided_at", "updated_at"])
    decided = {
        "id": str(uuid7()),
        "stream": str(held.stream_id),
        "kind": "decided",
        "held": str(held.pk),
        "outcome": status.value,
        "by": by.username if by else "",
    }
    tell_desk(held.stream, decided)
    word = "held_passed" if status == Status.APPROVED else "held_said_no"
    tell_writer(held.author_id, stream=str(held.stream_id), kind=word, text=held.text)
