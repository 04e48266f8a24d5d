"""What streams do when something happened."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from economy.events import GiftGiven, TipGiven
from moderation.errors import SafewordOver
from moderation.events import PersonSanctioned
from moderation.services.safewords import resolve
from roastlive.lib.events import receives
from roastlive.lib.outbox import Message, handles
from streams.events import StreamCancelled, StreamEnded, StreamStarted
from streams.services.attendance import close_seats_of
from streams.services.chat.removing import close_rooms_to
from streams.services.giving import COUNTED_AFTER, KIND, note_given
from streams.services.goal_endings import fail_goals_of, fail_open_goals_of
from streams.services.hype import close_hype_of
from streams.services.life import end_shows_of_the_sanctioned
from streams.services.metering import close_meter
from streams.services.polls import close_polls_of
from streams.services.reminders import TOPIC as TELLING
from streams.services.reminders import order_telling, tell_some
from streams.services.tickets import close_tickets_of
from streams.tasks import count_given_during


# --- The life of a show --------------------------------------------------------------------------------------------------
@receives(StreamStarted)
def tell_who_waits(event: StreamStarted) -> None:
    order_telling(event.stream_id)


@handles(TELLING)
def tell_the_next(message: Message) -> None:
    tell_some(stream_id=UUID(message.payload["stream"]), after=message.payload["after"])


@receives(StreamEnded)
def close_what_was_counted(event: StreamEnded) -> None:
    close_meter(event.stream_id)
    close_hype_of(event.stream_id)
    close_seats_of(event.stream_id)


@receives(StreamEnded)
def settle_tickets(event: StreamEnded) -> None:
    close_tickets_of(event.stream_id)


@receives(StreamCancelled)
def give_tickets_back(event: StreamCancelled) -> None:
    close_tickets_of(event.stream_id)


@receives(PersonSanctioned)
def take_off_the_stage(event: PersonSanctioned) -> None:
    end_shows_of_the_sanctioned(person_id=event.person_id)


# --- Chat ----------------------------------------------------------------------------------------------------------------
@receives(PersonSanctioned)
def close_the_door(event: PersonSanctioned) -> None:
    close_rooms_to(sanction_id=event.sanction_id)


@receives(StreamEnded)
def let_go_of_the_safe_word(event: StreamEnded) -> None:
    with suppress(SafewordOver):
        resolve(where_kind="stream", where_id=event.stream_id, by=None)


# --- Gifts, goals and polls --------------------------------------------------------------------------------------------
@receives(GiftGiven)
def count_a_gift(event: GiftGiven) -> None:
    hear_of(event.subject_kind, event.subject_id, event.gift_id, event.sender_id, event.tokens)


@receives(TipGiven)
def count_a_tip(event: TipGiven) -> None:
    hear_of(event.subject_kind, event.subject_id, event.tip_id, event.sender_id, event.tokens)


@receives(StreamEnded)
def close_what_was_open(event: StreamEnded) -> None:
    close_polls_of(event.stream_id)
    fail_open_goals_of(event.stream_id)
    count_given_during.delay(str(event.stream_id))


@receives(StreamCancelled)
def give_goals_back(event: StreamCancelled) -> None:
    close_polls_of(event.stream_id)
    fail_goals_of(event.stream_id)


def hear_of(kind: str, stream_id: str, given_id: UUID, person_id: UUID, tokens: int) -> None:
    """See `streams.services.giving` for why this leaves a note and does not count."""
    if kind != KIND:
        return
    if note_given(stream_id=stream_id, given_id=given_id, person_id=person_id, tokens=tokens):
        count_given_during.apply_async((stream_id,), countdown=COUNTED_AFTER)
