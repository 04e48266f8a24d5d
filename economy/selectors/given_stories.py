"""What a history says of gifts and tips."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Sum
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from economy.models import Gift, Tip
from economy.stories import Story, register_story

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def tell_of_gifts(person_id: UUID, transfer_ids: Iterable[UUID]) -> Mapping[UUID, Story]:
    found = Gift.objects.with_their_people().filter(transfer_id__in=list(transfer_ids))
    return {gift.transfer_id: _of_gift(person_id, gift) for gift in found}


def tell_of_tips(person_id: UUID, transfer_ids: Iterable[UUID]) -> Mapping[UUID, Story]:
    found = Tip.objects.with_their_people().filter(transfer_id__in=list(transfer_ids))
    return {tip.transfer_id: _of_tip(person_id, tip) for tip in found if tip.transfer_id}


def _of_gift(person_id: UUID, gift: Gift) -> Story:
    who, url = _other_side(person_id, gift)
    what: StrOrPromise = gift.gift_type.label
    if gift.quantity > 1:
        what = format_lazy("{number} × {gift}", number=gift.quantity, gift=what)
    return Story(
        title=_titled(person_id, gift, what, who),
        who=who,
        url=url,
        drawing=gift.gift_type.drawing,
        paid=gift.total,
        fee=gift.fee,
        given_back=gift.status == Gift.Status.REFUNDED,
    )


def _of_tip(person_id: UUID, tip: Tip) -> Story:
    who, url = _other_side(person_id, tip)
    return Story(
        title=_titled(person_id, tip, _("Tip"), who),
        who=who,
        url=url,
        words=tip.words_for(person_id),
        words_held=tip.is_message_held,
        paid=tip.amount,
        fee=tip.fee,
        given_back=tip.status == Tip.Status.REFUNDED,
    )


def _titled(person_id: UUID, given: Gift | Tip, what: StrOrPromise, who: str) -> StrOrPromise:
    words = _("{what} for {name}") if person_id == given.sender_id else _("{what} from {name}")
    return format_lazy(words, what=what, name=who)


def _other_side(person_id: UUID, given: Gift | Tip) -> tuple[str, str]:
    if person_id != given.sender_id:
        return given.sender.username, ""
    return given.creator.stage_name, reverse("accounts:channel", args=[given.creator.slug])


def _fees_of(model: type[Gift | Tip], person_id: UUID, since: datetime, until: datetime) -> int:
    found = model._default_manager.filter(
        receiver=person_id, status=model.Status.COMPLETED, created_at__gte=since, created_at__lt=until
    )
    kept: int | None = found.aggregate(kept=Sum("fee"))["kept"]
    return kept or 0


def fees_of_gifts(person_id: UUID, since: datetime, until: datetime) -> int:
    return _fees_of(Gift, person_id, since, until)


def fees_of_tips(person_id: UUID, since: datetime, until: datetime) -> int:
    return _fees_of(Tip, person_id, since, until)


register_story("gift", tell=tell_of_gifts, fees=fees_of_gifts)
register_story("tip", tell=tell_of_tips, fees=fees_of_tips)
