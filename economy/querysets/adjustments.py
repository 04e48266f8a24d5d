"""Adjustments as one asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from economy.models import Adjustment  # noqa: F401 - the model that a queryset is of


class AdjustmentQuerySet(models.QuerySet["Adjustment"]):
    def requested(self) -> AdjustmentQuerySet:
        """What waits for a second person."""
        return self.filter(state="requested")
