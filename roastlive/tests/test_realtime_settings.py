"""What sockets may take is set like everything else."""

from __future__ import annotations

from dataclasses import fields

import pytest
from django.core.exceptions import ImproperlyConfigured

from roastlive.lib.realtime.bounds import Bounds
from roastlive.lib.realtime.rates import Rate
from roastlive.settings.environment import realtime_bounds

EXAMPLES = {int: "7", float: "0.5", Rate: "9/3s"}


def test_every_bound_can_be_set_by_its_name(monkeypatch, settings) -> None:
    for field in fields(Bounds):
        monkeypatch.setenv(f"REALTIME_{field.name.upper()}", EXAMPLES[type(getattr(Bounds(), field.name))])
    settings.REALTIME = realtime_bounds()
    found = Bounds.from_settings()
    assert {getattr(found, field.name) for field in fields(Bounds)} == {7, 0.5, Rate(9, 3)}


def test_what_is_not_set_stays_as_the_kernel_has_it(settings) -> None:
    assert realtime_bounds() == {}
    settings.REALTIME = {}
    assert Bounds.from_settings() == Bounds()


@pytest.mark.parametrize("text", ["60", "60/2", "60/m", "-1/2s", "0/2s", ""])
def test_a_rate_that_is_none_is_said_by_name(monkeypatch, text: str) -> None:
    monkeypatch.setenv("REALTIME_MESSAGES", text)
    with pytest.raises(ImproperlyConfigured, match="REALTIME_MESSAGES"):
        realtime_bounds()
