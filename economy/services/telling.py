"""What creators hear of gifts and tips: on their open pages at once, as notifications without a flood.

Time is cut into stretches. The first gift in each rings by itself; what follows is summed up when the stretch is over.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import CreatorProfile
from accounts.services.notifying import notify
from economy.models import Gift, Tip
from economy.notifications import GIFT, TIP
from economy.occasions import show_given
from roastlive.lib import outbox
from roastlive.lib.realtime import person_room, publish
from roastlive.lib.rls import acting_as_house

GIFT_TOPIC = "economy.first_gift"
TIP_TOPIC = "economy.tip"
HELD_TOPIC = "economy.held_words"

STRETCH = timedelta(minutes=10)


def stretch_of(moment: datetime) -> datetime:
    """When the stretch began that this moment lies in."""
    seconds = int(STRETCH.total_seconds())
    return datetime.fromtimestamp(int(moment.timestamp()) // seconds * seconds, tz=moment.tzinfo)


def order_first_words(gifts: Sequence[Gift]) -> None:
    """Before these are written, as the house: a notification for every creator who got none in this stretch yet."""
    creators = {gift.creator_id for gift in gifts}
    since = stretch_of(timezone.now())
    told = set(
        Gift.objects.filter(creator__in=creators, created_at__gte=since).values_list("creator_id", flat=True).distinct()
    )
    first: dict[UUID, Gift] = {}
    for gift in gifts:
        first.setdefault(gift.creator_id, gift)
    for creator_id, gift in first.items():
        if creator_id not in told:
            outbox.enqueue(topic=GIFT_TOPIC, payload={"gift": str(gift.pk)})


def order_words_of_tips(tips: Sequence[Tip]) -> None:
    for tip in tips:
        outbox.enqueue(topic=TIP_TOPIC, payload={"tip": str(tip.pk)})
        if tip.is_message_held:
            outbox.enqueue(topic=HELD_TOPIC, payload={"tip": str(tip.pk)})


def show_gifts(gifts: Sequence[Gift]) -> None:
    """On the creators' open pages, and wherever they were given, after the commit."""
    shown = [(gift, gift_as_shown(gift)) for gift in gifts]
    for gift, face in shown:
        publish(person_room, gift.receiver_id, given=[face])
    show_given(shown)


def show_tips(tips: Sequence[Tip]) -> None:
    shown = [(tip, tip_as_shown(tip)) for tip in tips]
    for tip, face in shown:
        publish(person_room, tip.receiver_id, given=[face])
    show_given(shown)


def gift_as_shown(gift: Gift) -> dict[str, Any]:
    """What a page needs to show it being given."""
    return {
        "id": str(gift.pk),
        "kind": "gift",
        "from": gift.sender.username,
        "gift": gift.gift_type.slug,
        "name": gift.gift_type.name,
        "drawing": gift.gift_type.drawing,
        "quantity": gift.quantity,
        "combo": str(gift.combo_id),
        "combo_count": gift.combo_count,
        "tokens": gift.total,
    }


def tip_as_shown(tip: Tip) -> dict[str, Any]:
    return {
        "id": str(tip.pk),
        "kind": "tip",
        "from": tip.sender.username,
        "tokens": tip.amount,
        "message": tip.words_for(tip.receiver_id),
    }


def tell_of_gift(*, gift_id: UUID) -> None:
    """May be asked again: a gift rings once."""
    with acting_as_house():
        gift = Gift.objects.select_related("sender", "receiver", "gift_type").get(pk=gift_id)
    notify(
        recipient=gift.receiver,
        type=GIFT,
        title=format_lazy(
            _("{name} gives you {number} × {gift}"),
            name=gift.sender.username,
            number=gift.quantity,
            gift=gift.gift_type.label,
        ),
        link=_earnings(),
        data={"gift": str(gift.pk)},
        key=f"gift:{gift.pk}",
    )


def tell_of_tip(*, tip_id: UUID) -> None:
    """May be asked again: a tip rings once. Words that are held back are not in it."""
    with acting_as_house():
        tip = Tip.objects.select_related("sender", "receiver").get(pk=tip_id)
    words = ngettext_lazy("{name} tips you {number} token", "{name} tips you {number} tokens", tip.amount)
    notify(
        recipient=tip.receiver,
        type=TIP,
        title=format_lazy(words, name=tip.sender.username, number=tip.amount),
        message=tip.words_for(tip.receiver_id),
        link=_earnings(),
        data={"tip": str(tip.pk)},
        key=f"tip:{tip.pk}",
    )


def sum_up_gifts(*, now: datetime | None = None) -> int:
    """Tell of the stretch that is over, whoever got more than the one gift that rang; how many heard of it."""
    ends = stretch_of(now or timezone.now())
    begins = ends - STRETCH
    with acting_as_house():
        during = Gift.objects.filter(created_at__gte=begins, created_at__lt=ends)
        sums = list(
            during.values("creator")
            .annotate(
                number=Sum("quantity"),
                givings=Count("id"),
                people=Count("sender", distinct=True),
                tokens=Sum(F("price") * F("quantity")),
            )
            .filter(Q(givings__gt=1))
            .order_by("creator")
        )
    creators = CreatorProfile.objects.select_related("user").in_bulk([found["creator"] for found in sums])
    for found in sums:
        profile = creators[found["creator"]]
        people = ngettext_lazy("from {people} person", "from {people} people", found["people"])
        notify(
            recipient=profile.user,
            type=GIFT,
            title=format_lazy(_("{number} gifts in ten minutes"), number=found["number"]),
            message=format_lazy(
                _("{people}, {tokens} tokens in all."),
                people=format_lazy(people, people=found["people"]),
                tokens=found["tokens"],
            ),
            link=_earnings(),
            key=f"gifts:{begins.isoformat()}",
        )
    return len(sums)


def _earnings() -> str:
    return reverse("economy:history") + "?account=earnings"
