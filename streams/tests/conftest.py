from __future__ import annotations

import pytest

from roastlive.lib.redis_clients import redis_client


@pytest.fixture(autouse=True)
def fresh_limits():
    """Nobody has tried anything yet: limits, copies and counts live in Redis, which no rollback reaches."""
    redis_client().flushdb()
