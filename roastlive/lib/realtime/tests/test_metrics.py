from __future__ import annotations

from prometheus_client.metrics import MetricWrapperBase

from roastlive.lib.realtime import publish_now
from roastlive.lib.realtime.metrics import DELIVERIES, ERRORS, FRAMES, ROOMS, SOCKETS
from roastlive.lib.realtime.tests.stage import stage
from roastlive.lib.realtime.tests.visiting import visit
from roastlive.testing.sockets import until


def value(metric: MetricWrapperBase, **labels: str) -> float:
    samples = (sample for family in metric.collect() for sample in family.samples)
    return next((one.value for one in samples if one.labels == labels and not one.name.endswith("_created")), 0.0)


async def test_sockets_rooms_and_deliveries_are_counted():
    frames, deliveries = value(FRAMES, kind="stage"), value(DELIVERIES, kind="stage")
    sockets, rooms = value(SOCKETS), value(ROOMS)
    async with visit() as one, visit() as other:
        await one.hear()
        await other.hear()
        assert (value(SOCKETS) - sockets, value(ROOMS) - rooms) == (2, 1)
        publish_now(stage, "1", meter=1)
        await one.hear()
        assert value(FRAMES, kind="stage") - frames == 1
        assert value(DELIVERIES, kind="stage") - deliveries == 2
    await until(lambda: (value(SOCKETS), value(ROOMS)) == (sockets, rooms))


async def test_errors_are_counted_by_their_code():
    before = value(ERRORS, code="unknown_type")
    async with visit() as viewer:
        await viewer.answer_to(t="an invention that must not become a label")
    assert value(ERRORS, code="unknown_type") - before == 1
