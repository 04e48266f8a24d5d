import json
import re

import pytest
from django.conf import settings
from prometheus_client import REGISTRY

from roastlive.lib.http import measures
from roastlive.lib.http.metrics import StoreCollector
from roastlive.lib.outbox.metrics import OutboxCollector
from roastlive.lib.realtime import metrics as realtime

DASHBOARD = settings.BASE_DIR / "deploy" / "grafana" / "roastlive.json"
SUFFIXES = re.compile(r"_(?:total|bucket|count|sum)$")


def expressions(panels):
    for panel in panels:
        yield from (target["expr"] for target in panel.get("targets", []))
        yield from expressions(panel.get("panels", []))


@pytest.mark.django_db
def test_the_dashboard_asks_only_for_what_is_measured():
    assert measures.REQUESTS
    assert realtime.SOCKETS
    measured = {
        family.name for family in [*REGISTRY.collect(), *StoreCollector().collect(), *OutboxCollector().collect()]
    }
    asked = {
        SUFFIXES.sub("", name)
        for expression in expressions(json.loads(DASHBOARD.read_text())["panels"])
        for name in re.findall(r"roastlive_\w+", expression)
    }
    assert len(asked) > 12
    assert asked - measured == set()
