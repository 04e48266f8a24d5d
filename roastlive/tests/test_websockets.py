"""Every websocket of the house says who may open it and who may say what, and is written down."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from roastlive.lib.access import Policy
from roastlive.lib.realtime import RoomConsumer
from roastlive.lib.realtime.consumer import Nowhere
from roastlive.routing import websocket_urlpatterns

DOCUMENT = (Path(__file__).parents[2] / "docs" / "websocket.md").read_text()

routes = [pytest.param(route, id=str(route.pattern) or "anything else") for route in websocket_urlpatterns]


def consumer_of(route) -> type[RoomConsumer]:
    return route.callback.consumer


def first_cells(heading: str) -> set[str]:
    """What the tables under a heading name first, their own heads aside."""
    section = DOCUMENT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return set(re.findall(r"^\| `([^`]+)` .*\n(?!\| ---)", section, re.MULTILINE))


@pytest.mark.parametrize("route", routes)
def test_every_socket_is_a_room_consumer_with_policies(route):
    consumer = consumer_of(route)
    assert issubclass(consumer, RoomConsumer)
    assert isinstance(consumer.access, Policy)
    assert all(isinstance(receiver.access, Policy) for receiver in consumer.receivers.values())


def test_whatever_else_is_asked_for_leads_nowhere():
    assert [consumer_of(route) for route in websocket_urlpatterns].index(Nowhere) == len(websocket_urlpatterns) - 1


def test_every_path_is_written_down():
    paths = {"/" + re.sub(r"<\w+:(\w+)>", r"<\1>", str(route.pattern)) for route in websocket_urlpatterns[:-1]}
    assert set(re.findall(r"^\| `(/ws/[^`]+)`", DOCUMENT, re.MULTILINE)) == paths


def test_every_message_is_written_down():
    received = {name for route in websocket_urlpatterns for name in consumer_of(route).receivers}
    assert first_cells("What clients say") == received
