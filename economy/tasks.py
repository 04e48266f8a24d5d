"""Economy's work that no person waits for."""

from __future__ import annotations

from celery import shared_task

from economy.services.deeds import award_deeds as award_recent_deeds
from economy.services.holds import expire_due
from economy.services.redemptions import cancel_overdue
from economy.services.telling import sum_up_gifts


@shared_task(name="economy.award_deeds")
def award_deeds() -> None:
    award_recent_deeds()


@shared_task(name="economy.cancel_overdue_redemptions")
def cancel_overdue_redemptions() -> None:
    cancel_overdue()


@shared_task(name="economy.expire_holds")
def expire_holds() -> None:
    """What was reserved and not used in time goes back."""
    expire_due()


@shared_task(name="economy.sum_up_gifts")
def sum_up_gifts_of_the_stretch() -> None:
    """What creators were given in the ten minutes that are over."""
    sum_up_gifts()
