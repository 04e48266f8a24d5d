"""What is measured, and who may read it."""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from roastlive.lib.access import Policy
from roastlive.lib.addresses import address_of
from roastlive.lib.http.health import recent_checks
from roastlive.lib.outbox.metrics import watch_outbox

if TYPE_CHECKING:
    from django.http import HttpRequest


# No person is asked for: the view itself looks at the address and the token.
operators = Policy("this machine, or the holder of METRICS_TOKEN", lambda _person: True)


@operators
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Everything measured, for Prometheus."""
    if not may_read(request):
        return HttpResponse("Only from this machine, or with the bearer token METRICS_TOKEN.\n", "text/plain", 403)
    stores = CollectorRegistry()
    stores.register(StoreCollector())
    return HttpResponse(generate_latest(measured()) + generate_latest(stores), CONTENT_TYPE_LATEST)


def may_read(request: HttpRequest) -> bool:
    scheme, _, offered = request.headers.get("Authorization", "").partition(" ")
    if settings.METRICS_TOKEN and scheme.lower() == "bearer":
        return hmac.compare_digest(offered.strip().encode(), settings.METRICS_TOKEN.encode())
    return is_local(request)


def is_local(request: HttpRequest) -> bool:
    """Asked by a program of this machine, and not through a proxy that happens to run on it too."""
    if any(header in request.headers for header in ("X-Forwarded-For", "X-Real-IP", "Forwarded", "Via")):
        return False
    address = address_of(request)
    return bool(address) and ip_address(address).is_loopback


def measured() -> CollectorRegistry:
    """Of this process alone; of all that share a directory when PROMETHEUS_MULTIPROC_DIR names one."""
    shared = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if not shared:
        return REGISTRY
    forget_the_dead(Path(shared))
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    # What is asked of a store at each look is no file's business.
    watch_outbox(registry)
    return registry


def forget_the_dead(shared: Path) -> None:
    """What a killed process counted stays counted; the sockets that it had open are open no more."""
    for pid in {path.stem.rpartition("_")[2] for path in shared.glob("gauge_live*.db")}:
        try:
            os.kill(int(pid), 0)
        except ProcessLookupError:
            mark_process_dead(int(pid), str(shared))
        except PermissionError:
            continue


class StoreCollector(Collector):
    """How the stores are, asked when Prometheus asks."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        well = GaugeMetricFamily("roastlive_check_ok", "1 if the check passed.", labels=["check", "required"])
        took = GaugeMetricFamily("roastlive_check_seconds", "How long the check took.", labels=["check"])
        for check in recent_checks():
            well.add_metric([check.name, "yes" if check.required else "no"], float(check.ok))
            took.add_metric([check.name], check.milliseconds / 1000)
        yield well
        yield took
