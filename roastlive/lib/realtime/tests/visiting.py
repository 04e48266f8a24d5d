"""How tests come to the stage."""

from __future__ import annotations

from typing import Any

from roastlive.lib.realtime.tests.stage import StageSocket
from roastlive.testing.sockets import Peer


def visit(application: Any = None, *, key: str = "1", **options: Any) -> Peer:
    """A socket in the room of this key."""
    return Peer(application or StageSocket.as_asgi(), f"/ws/stage/{key}/", kwargs={"key": key}, **options)
