from __future__ import annotations

import pytest

from roastlive.lib.realtime import Rate


def test_a_burst_passes_and_then_time_must():
    bucket = Rate(3, 6).bucket(now=100)
    assert [bucket.take(100) for _ in range(4)] == [0, 0, 0, pytest.approx(2)]
    assert bucket.take(101.9) == pytest.approx(0.1)
    assert bucket.take(102.01) == 0


def test_patience_is_not_saved_up():
    bucket = Rate(3, 6).bucket(now=100)
    taken = [bucket.take(100_000) for _ in range(5)]
    assert taken[:3] == [0, 0, 0]
    assert taken[3] > 0
