"""What people have given and creators have earned, counted where accounts keep it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import models
from django.db.models import Case, F, QuerySet, Value, When

from accounts.models import CreatorProfile, UserStats


def count_gifts(numbers: Mapping[UUID, int]) -> None:
    """So many more gifts of each person; fewer after a refund."""
    _add(UserStats.objects.filter(user__in=numbers), "user_id", "gifts_sent", numbers)


def count_earnings(amounts: Mapping[UUID, int]) -> None:
    """So much more earned by each creator; less after a refund."""
    _add(CreatorProfile.objects.filter(pk__in=amounts), "id", "total_earnings", amounts)


def _add(rows: QuerySet[models.Model], key: str, counter: str, numbers: Mapping[UUID, int]) -> None:
    """Within a transaction. Locked in one order, so that two batches never wait for each other in a ring."""
    if not numbers:
        return
    list(rows.select_for_update(no_key=True, of=("self",)).order_by(key).values_list(key))
    whens = [When(**{key: owner}, then=Value(number)) for owner, number in numbers.items()]
    rows.update(**{counter: F(counter) + Case(*whens, default=Value(0), output_field=models.BigIntegerField())})
