"""Paid seats: one a person, paid once, and the money goes where the show went."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from accounts.models import Block
from accounts.tests.ensemble import a_creator
from economy.errors import CannotGive, InsufficientFunds
from economy.models import AccountKind
from economy.services.accounts import house_account
from economy.services.verification import findings
from economy.tests.purse import a_key, earned, house_fees, purse, somebody_with
from roastlive.lib.errors import DomainError
from streams.errors import NoTickets, OwnShow, SeatTaken, StreamOver
from streams.models import StreamTicket
from streams.selectors.streams import stream_seen_by
from streams.services.life import cancel_stream, end_stream, start_stream
from streams.services.tickets import buy_ticket, close_tickets_of
from streams.tests.stage import a_live_show, a_show


def a_ticketed_show(price=100, **fields):
    return a_show(a_creator("rita"), visibility="ticketed", ticket_price=price, **fields)


def escrow() -> int:
    return house_account(AccountKind.ESCROW).balance


@pytest.mark.django_db
def test_a_ticket_opens_the_door_and_its_money_waits():
    show, vera = a_ticketed_show(), somebody_with(250)
    ticket = buy_ticket(stream_id=show.pk, person=vera, key=a_key())
    assert (ticket.status, purse(vera), escrow(), earned(show.creator)) == ("held", 150, 100, 0)
    assert stream_seen_by(stream_id=show.pk, visitor=vera) == show


@pytest.mark.django_db
def test_after_the_show_the_creator_is_paid_once():
    show, vera = a_ticketed_show(), somebody_with(250)
    buy_ticket(stream_id=show.pk, person=vera, key=a_key())
    start_stream(stream_id=show.pk, by=show.creator.user)
    end_stream(stream_id=show.pk, by=show.creator.user)
    assert close_tickets_of(show.pk) == 1
    assert close_tickets_of(show.pk) == 0
    assert (escrow(), earned(show.creator), house_fees()) == (0, 90, 10)
    show.refresh_from_db()
    assert show.earnings == 90


@pytest.mark.django_db
def test_a_cancelled_show_gives_back_once_and_the_seat_can_be_told():
    show, vera = a_ticketed_show(), somebody_with(250)
    buy_ticket(stream_id=show.pk, person=vera, key=a_key())
    cancel_stream(stream_id=show.pk, by=show.creator.user)
    assert close_tickets_of(show.pk) == 1
    assert close_tickets_of(show.pk) == 0
    assert (escrow(), purse(vera), StreamTicket.objects.get().status) == (0, 250, "refunded")


@pytest.mark.django_db
def test_the_same_key_is_the_same_seat_and_another_is_one_too_many():
    show, vera, key = a_ticketed_show(), somebody_with(250), a_key()
    first = buy_ticket(stream_id=show.pk, person=vera, key=key)
    assert buy_ticket(stream_id=show.pk, person=vera, key=key) == first
    with pytest.raises(SeatTaken):
        buy_ticket(stream_id=show.pk, person=vera, key=a_key())
    assert purse(vera) == 150


@pytest.mark.django_db
def test_who_may_not_buy_pays_nothing():
    show, vera, poor = a_ticketed_show(), somebody_with(250), somebody_with(99, "emil")
    with pytest.raises(InsufficientFunds):
        buy_ticket(stream_id=show.pk, person=poor, key=a_key())
    with pytest.raises(OwnShow):
        buy_ticket(stream_id=show.pk, person=show.creator.user, key=a_key())
    Block.objects.create(blocker=vera, blocked=show.creator.user)
    with pytest.raises(CannotGive):
        buy_ticket(stream_id=show.pk, person=vera, key=a_key())
    with pytest.raises(NoTickets):
        buy_ticket(stream_id=a_live_show("len").pk, person=vera, key=a_key())
    cancel_stream(stream_id=show.pk, by=show.creator.user)
    with pytest.raises(StreamOver):
        buy_ticket(stream_id=show.pk, person=poor, key=a_key())
    assert (purse(vera), purse(poor), escrow()) == (250, 99, 0)


@pytest.mark.django_db(transaction=True)
def test_twenty_clicks_buy_one_seat_and_the_books_balance():
    show, vera, key = a_ticketed_show(), somebody_with(2_500), a_key()

    def click(number: int) -> str:
        try:
            buy_ticket(stream_id=show.pk, person=vera, key=key if number % 2 else a_key())
        except DomainError as error:
            return error.code
        finally:
            connections.close_all()
        return "sold"

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(click, range(20)))
    assert answers <= {"sold", "seat_taken"}
    assert (purse(vera), escrow(), StreamTicket.objects.count()) == (2_400, 100, 1)
    assert not list(findings())


@pytest.mark.django_db(transaction=True)
def test_seats_are_settled_once_however_many_try():
    show = a_ticketed_show()
    for name in ("vera", "emil", "dora"):
        buy_ticket(stream_id=show.pk, person=somebody_with(100, name), key=a_key())
    start_stream(stream_id=show.pk, by=show.creator.user)
    end_stream(stream_id=show.pk, by=show.creator.user)

    def close(_number: int) -> int:
        try:
            return close_tickets_of(show.pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(close, range(6)))
    assert (escrow(), earned(show.creator), house_fees()) == (0, 270, 30)
