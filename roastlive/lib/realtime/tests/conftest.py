from __future__ import annotations

import pytest

from roastlive.lib.realtime.tests import stage
from roastlive.lib.realtime.tests.servers import LiveServer
from roastlive.lib.redis_clients import redis_client


@pytest.fixture(autouse=True)
def empty_stage():
    """What a test has stored or published would be seen by the next one."""
    stage.stored.clear()
    redis_client().flushdb()


@pytest.fixture(scope="session")
def live_servers():
    """The real servers, started together and once."""
    servers = {kind: LiveServer(kind) for kind in ("uvicorn", "daphne", "fallback")}
    yield servers
    for server in servers.values():
        server.stop()


@pytest.fixture(params=["uvicorn", "daphne", "fallback"])
def server(request, live_servers):
    """Each server that a live process may run on; `fallback` is one beneath whose `send` no writer looks."""
    return live_servers[request.param].ready()


@pytest.fixture(params=["uvicorn", "daphne"])
def native_server(request, live_servers):
    """Servers beneath whose `send` a writer looks, so that it can end a connection at once."""
    return live_servers[request.param].ready()
