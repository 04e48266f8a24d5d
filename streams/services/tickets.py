"""Paid seats. The money waits in escrow: it is the creator's once the show has happened, and goes back if it does not.

Locks: the stream, the ticket, then the ledger's keys and accounts. Each seat is settled or given back in a transaction of its
own, fenced by its status, so whatever is killed half-way goes on where it was.
"""

from __future__ import annotations

from functools import partial
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services.notifying import notify
from economy.errors import AlreadyReversed
from economy.fees import fee_on
from economy.models import AccountKind, TransferKind
from economy.services.accounts import earnings_of, house_account, wallet_of
from economy.services.balances import tell_balances
from economy.services.giving import given_before, require_may_give
from economy.services.ledger import post
from economy.services.ledger import reverse as take_back
from economy.services.orders import Key, Leg, Order
from economy.services.tallies import count_earnings
from roastlive.lib.idempotency import hash_of
from streams.errors import NoTickets, OwnShow, SeatTaken, StreamNotFound, StreamOver
from streams.models import Stream, StreamTicket
from streams.notifications import TICKET_BACK
from streams.selectors.streams import stream_known_to

logger = structlog.get_logger(__name__)

Status = StreamTicket.Status
AT_ONCE = 200


def buy_ticket(*, stream_id: UUID, person: User, key: str, country: str = "") -> StreamTicket:
    """A seat, once a person, however often it is asked for under one key.

    Raises StreamNotFound, NotInYourCountry, OwnShow, NoTickets, StreamOver, SeatTaken, CannotGive, Sanctioned,
    InsufficientFunds, IdempotencyConflict.
    """
    wish = Key(caller=str(person.pk), scope="ticket", key=key, body_hash=hash_of({"stream": str(stream_id)}))
    known = given_before(wish)
    if known is not None:
        return StreamTicket.objects.get(transfer_id=known.transfer_id)
    stream = stream_known_to(stream_id=stream_id, visitor=person, country=country)
    if stream.creator.user_id == person.pk:
        raise OwnShow
    require_may_give(sender=person, creator=stream.creator)
    return _pay(stream_id, person, wish)


@transaction.atomic
def _pay(stream_id: UUID, person: User, wish: Key) -> StreamTicket:
    # Shared with other buyers would do, but a show that is cancelled meanwhile must be seen.
    stream = Stream.objects.select_for_update(no_key=True).filter(pk=stream_id).first()
    if stream is None:
        raise StreamNotFound
    # Whoever pressed twice has waited for the first press at the lock.
    known = given_before(wish)
    if known is not None:
        return StreamTicket.objects.get(transfer_id=known.transfer_id)
    if stream.is_over:
        raise StreamOver
    if stream.visibility != Stream.Visibility.TICKETED or not stream.ticket_price:
        raise NoTickets
    if StreamTicket.objects.filter(stream=stream, person=person).exclude(status=Status.REFUNDED).exists():
        raise SeatTaken
    posted = post(
        Order(
            kind=TransferKind.TICKET,
            legs=(
                Leg(wallet_of(person.pk).pk, -stream.ticket_price),
                Leg(house_account(AccountKind.ESCROW).pk, stream.ticket_price),
            ),
            reference=f"ticket:{stream.pk}",
            actor_id=person.pk,
            key=wish,
        )
    )
    tell_balances({person.pk})
    return StreamTicket.objects.create(
        stream=stream, person=person, price=stream.ticket_price, transfer_id=posted.transfer_id
    )


def close_tickets_of(stream_id: UUID) -> int:
    """After its end: pay the creator, or give everything back. How many seats; asked again, it goes on where it was."""
    stream = Stream.everything.get(pk=stream_id)
    if stream.status == Stream.Status.ENDED:
        close = _settle
    elif stream.status == Stream.Status.CANCELLED:
        close = _give_back
    else:
        return 0
    held = StreamTicket.objects.filter(stream=stream, status=Status.HELD).order_by("id")
    return sum(close(ticket_id) for ticket_id in list(held.values_list("pk", flat=True)[:AT_ONCE]))


def sweep_tickets() -> int:
    """Seats of shows that are over, and that a crash or a crowd left behind."""
    left = StreamTicket.objects.filter(status=Status.HELD, stream__status__in=["ended", "cancelled"])
    return sum(close_tickets_of(stream_id) for stream_id in set(left.values_list("stream_id", flat=True)[:AT_ONCE]))


def _held(ticket_id: UUID) -> StreamTicket | None:
    ticket = (
        StreamTicket.objects.select_for_update(of=("self",), no_key=True)
        .select_related("stream__creator", "person")
        .get(pk=ticket_id)
    )
    return ticket if ticket.status == Status.HELD else None


@transaction.atomic
def _settle(ticket_id: UUID) -> bool:
    ticket = _held(ticket_id)
    if ticket is None:
        return False
    # As whoever pays for a seat or finishes a goal: the stream before what the ledger locks, so nobody waits in a ring.
    Stream.everything.select_for_update(no_key=True).get(pk=ticket.stream_id)
    creator = ticket.stream.creator
    fee = fee_on(TransferKind.TICKET, ticket.price)
    legs = [
        Leg(house_account(AccountKind.ESCROW).pk, -ticket.price),
        Leg(earnings_of(creator.user_id).pk, ticket.price - fee),
    ]
    if fee:
        legs.append(Leg(house_account(AccountKind.FEES).pk, fee))
    post(Order(kind=TransferKind.TICKET, legs=tuple(legs), reference=f"ticket:{ticket.stream_id}"))
    _close(ticket, Status.SETTLED)
    Stream.everything.filter(pk=ticket.stream_id).update(earnings=F("earnings") + ticket.price - fee)
    count_earnings({creator.pk: ticket.price - fee})
    tell_balances({creator.user_id})
    return True


@transaction.atomic
def _give_back(ticket_id: UUID) -> bool:
    ticket = _held(ticket_id)
    if ticket is None:
        return False
    try:
        take_back(transfer_id=ticket.transfer_id, reason=ticket.stream.title, actor_id=None)
    except AlreadyReversed:
        # The money is back where it came from; the row had not heard of it.
        logger.warning("ticket.reversed_elsewhere", ticket=str(ticket_id))
    _close(ticket, Status.REFUNDED)
    tell_balances({ticket.person_id})
    transaction.on_commit(partial(_tell_back, ticket), robust=True)
    return True


def _tell_back(ticket: StreamTicket) -> None:
    notify(
        recipient=ticket.person,
        type=TICKET_BACK,
        title=format_lazy(_("{tokens} tokens are back"), tokens=ticket.price),
        message=format_lazy(_("“{show}” did not take place."), show=ticket.stream.title),
        link=reverse("economy:history"),
        key=f"ticket:{ticket.pk}",
    )


def _close(ticket: StreamTicket, status: Status) -> None:
    ticket.status, ticket.closed_at = status, timezone.now()
    ticket.save(update_fields=["status", "closed_at", "updated_at"])
