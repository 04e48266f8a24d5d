"""What people hear of corrections of their balance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import ngettext_lazy

from accounts.services.notifying import notify
from economy.models import Adjustment, Unit
from economy.notifications import ADJUSTED

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def tell_of_correction(adjustment: Adjustment) -> None:
    """With the reason that finance gave. A reversal is seen in the history of whoever it concerns."""
    if adjustment.person is None:
        return
    number = abs(adjustment.amount)
    notify(
        recipient=adjustment.person,
        type=ADJUSTED,
        title=format_lazy(_sentence(adjustment, number), number=number),
        message=adjustment.reason,
        link=reverse("economy:history"),
        data={"adjustment": str(adjustment.pk)},
        key=f"adjustment:{adjustment.pk}",
    )


def _sentence(adjustment: Adjustment, number: int) -> StrOrPromise:
    if adjustment.unit == Unit.POINT:
        if adjustment.amount > 0:
            return ngettext_lazy("The house gives you {number} point", "The house gives you {number} points", number)
        return ngettext_lazy("The house takes {number} point back", "The house takes {number} points back", number)
    if adjustment.amount > 0:
        return ngettext_lazy("The house gives you {number} token", "The house gives you {number} tokens", number)
    return ngettext_lazy("The house takes {number} token back", "The house takes {number} tokens back", number)
