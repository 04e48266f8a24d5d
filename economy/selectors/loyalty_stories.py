"""What a history says of points, of rewards, and of corrections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from economy.loyalty_rules import label_of
from economy.models import Adjustment, Hold, LedgerTransfer, LoyaltyRedemption
from economy.stories import Story, register_story

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def tell_of_points(_person_id: UUID, transfer_ids: Iterable[UUID]) -> Mapping[UUID, Story]:
    """Told by the rule that the reference names: points:<rule>."""
    found = LedgerTransfer.objects.filter(pk__in=list(transfer_ids)).values_list("pk", "reference")
    return {pk: Story(title=label_of(reference.partition(":")[2])) for pk, reference in found}


def tell_of_holds(_person_id: UUID, transfer_ids: Iterable[UUID]) -> Mapping[UUID, Story]:
    """Points that were held for a reward, and those that came back."""
    wanted = list(transfer_ids)
    holds = Hold.objects.filter(Q(opened_by_id__in=wanted) | Q(closed_by_id__in=wanted))
    by_id = {hold.pk: hold for hold in holds}
    redemptions = LoyaltyRedemption.objects.filter(hold_id__in=by_id).select_related("reward__creator")
    stories = {}
    for redemption in redemptions:
        hold = by_id[redemption.hold_id]
        stories[hold.opened_by_id] = _of_redemption(redemption, _("For “{title}”"))
        if hold.closed_by_id is not None:
            stories[hold.closed_by_id] = _of_redemption(redemption, _("Back from “{title}”"))
    return stories


def tell_of_corrections(_person_id: UUID, transfer_ids: Iterable[UUID]) -> Mapping[UUID, Story]:
    found = Adjustment.objects.filter(transfer_id__in=list(transfer_ids))
    return {
        row.transfer_id: Story(title=_("Correction by the house"), words=row.reason) for row in found if row.transfer_id
    }


def _of_redemption(redemption: LoyaltyRedemption, words: StrOrPromise) -> Story:
    creator = redemption.reward.creator
    return Story(title=format_lazy(words, title=redemption.title), who=creator.stage_name if creator else "")


register_story("points", tell=tell_of_points)
register_story("hold", tell=tell_of_holds)
register_story("adjustment", tell=tell_of_corrections)
