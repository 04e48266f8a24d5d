from __future__ import annotations

import pytest

from roastlive.lib.redis_clients import redis_client


@pytest.fixture(autouse=True)
def fresh_copies():
    """Limits, and copies of who stands how, live in Redis, which no rollback reaches."""
    redis_client().flushdb()


@pytest.fixture(autouse=True)
def own_anchors(settings, tmp_path):
    settings.AUDIT_ANCHORS = tmp_path / "anchors.log"
