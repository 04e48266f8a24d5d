"""Somebody warned, somebody muted who does not agree, and a show that stood still for a minute."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid5

from django.db import transaction

from accounts.models import User
from moderation.models import SafewordTrigger, UserSanction
from moderation.services.appeals import appeal
from moderation.services.safewords import How, resolve, trigger
from moderation.services.sanctions import sanction
from roastlive.lib.demo import Stage, demo

PEOPLE = ("sena", "emil", "theo", "vera")
PLEA = "It was a quote from the act before mine, and the whole room knew it. Ask anybody in row one."


@demo(order=31)
def order(stage: Stage) -> None:
    """After the desk, which keeps it."""
    sena, emil, theo, vera = (User.objects.filter(email=f"{name}@demo.example").first() for name in PEOPLE)
    if sena is None or emil is None or theo is None or vera is None:
        return
    if not UserSanction.objects.filter(person__in=[emil, theo]).exists():
        with transaction.atomic():
            _keep_order(sena, emil, theo)
    if not SafewordTrigger.objects.filter(performer=vera).exists():
        with transaction.atomic():
            _stand_still(vera)
    stage.tell(f"  Muted, and of another opinion: {theo.email}, see /settings/standing/")


def _keep_order(sena: User, emil: User, theo: User) -> None:
    sanction(person=emil, kind="warning", by=sena, reason="Links to your own shop belong in your profile, not in chat.")
    row = sanction(
        person=theo,
        kind="mute",
        by=sena,
        reason="This went after somebody in the audience who had not agreed to it.",
        category="insult",
        lasts=timedelta(days=3),
        note="Second time this month; the first was in the late show.",
    )
    appeal(person=theo, sanction_id=row.pk, words=PLEA)


def _stand_still(vera: User) -> None:
    battle = uuid5(vera.pk, "demo battle")
    trigger(
        by=vera,
        where_kind="battle",
        where_id=battle,
        how=How.BUTTON,
        frozen={"timer": 41, "votes": True, "gifts": True},
    )
    resolve(where_kind="battle", where_id=battle, by=vera, outcome="Both agreed to leave the family out of it.")
