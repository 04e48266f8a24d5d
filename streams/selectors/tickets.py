"""Whose seats are where, and what a history says of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Sum
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from economy.models import LedgerTransfer, TransferKind
from economy.stories import Story, register_story
from streams.models import Stream, StreamTicket

if TYPE_CHECKING:
    from django.db.models import QuerySet


def tickets_of(person_id: UUID) -> QuerySet[StreamTicket]:
    return StreamTicket.objects.filter(person=person_id).select_related("stream__creator")


def tell_of_tickets(_person_id: UUID, transfer_ids: Iterable[UUID]) -> Mapping[UUID, Story]:
    """Who bought a seat sees for which show; whose show it was sees what one brought, with the house's part."""
    wanted = set(transfer_ids)
    bought = StreamTicket.objects.filter(transfer_id__in=wanted).select_related("stream__creator")
    stories = {
        ticket.transfer_id: Story(
            title=format_lazy(_("Ticket for “{show}”"), show=ticket.stream.title),
            who=ticket.stream.creator.stage_name,
            url=reverse("streams:watch", args=[ticket.stream_id]),
            paid=ticket.price,
            given_back=ticket.status == StreamTicket.Status.REFUNDED,
        )
        for ticket in bought
    }
    settled = list(LedgerTransfer.objects.filter(pk__in=wanted - stories.keys()))
    shows = Stream.everything.in_bulk([_show_of(transfer) for transfer in settled])
    for transfer in settled:
        show = shows.get(_show_of(transfer))
        if show is not None:
            stories[transfer.pk] = Story(
                title=format_lazy(_("A seat at “{show}”"), show=show.title),
                url=reverse("streams:watch", args=[show.pk]),
                paid=transfer.amount,
                fee=transfer.fee,
            )
    return stories


def fees_of_tickets(person_id: UUID, since: datetime, until: datetime) -> int:
    """A fee is taken once the show has been, from what its creator gets."""
    kept: int | None = LedgerTransfer.objects.filter(
        kind=TransferKind.TICKET,
        fee__gt=0,
        parties__contains=[person_id],
        created_at__gte=since,
        created_at__lt=until,
    ).aggregate(kept=Sum("fee"))["kept"]
    return kept or 0


def _show_of(transfer: LedgerTransfer) -> UUID:
    return UUID(transfer.reference.partition(":")[2])


register_story("ticket", tell=tell_of_tickets, fees=fees_of_tickets)
