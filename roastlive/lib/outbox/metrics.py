"""How the outbox is doing, asked when somebody looks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import Error
from django.db.models import Count, Min, Q
from django.utils import timezone
from prometheus_client import REGISTRY, CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from roastlive.lib.models import OutboxMessage

State = OutboxMessage.State


@dataclass(frozen=True)
class Standing:
    waiting: int
    quarantined: int
    oldest: datetime | None

    @property
    def oldest_seconds(self) -> float:
        """How long the oldest waiting message has waited; in a healthy house, next to nothing."""
        return max(0.0, (timezone.now() - self.oldest).total_seconds()) if self.oldest else 0.0


def standing() -> Standing:
    waiting = Q(state=State.WAITING)
    return Standing(
        **OutboxMessage.objects.aggregate(
            waiting=Count("pk", filter=waiting),
            quarantined=Count("pk", filter=Q(state=State.QUARANTINED)),
            oldest=Min("created_at", filter=waiting),
        )
    )


class OutboxCollector(Collector):
    def describe(self) -> Iterable[GaugeMetricFamily]:
        """The names alone, so that registering asks no database."""
        return _families()

    def collect(self) -> Iterable[GaugeMetricFamily]:
        try:
            now = standing()
        except Error:
            # Whoever watches sees that the database is away by other gauges; these are then simply absent.
            return []
        return _families(now.waiting, now.quarantined, now.oldest_seconds)


def _families(*values: float) -> list[GaugeMetricFamily]:
    families = [
        GaugeMetricFamily("roastlive_outbox_waiting", "Messages that have not been handled yet."),
        GaugeMetricFamily("roastlive_outbox_quarantined", "Messages given up after too many failures."),
        GaugeMetricFamily("roastlive_outbox_oldest_seconds", "Age of the oldest waiting message."),
    ]
    for family, value in zip(families, values, strict=False):
        family.add_metric([], value)
    return families


def watch_outbox(registry: CollectorRegistry = REGISTRY) -> None:
    registry.register(OutboxCollector())
