"""Real servers in processes of their own, and real clients."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Self

from websockets.sync.client import ClientConnection, connect

HERE = Path(__file__).parent
ROOT = HERE.parents[3]
# Not by its full name: importing the packages around it needs the settings that it makes.
APPLICATION = "served:application"
STARTS_WITHIN = 30


def command_of(kind: str, port: int) -> list[str]:
    if kind == "daphne":
        return ["daphne", "-p", str(port), "-v", "0", APPLICATION]
    # uvicorn's older implementation is one that no writer knows, which makes it any other server.
    implementation = "websockets" if kind == "fallback" else "auto"
    return [
        *("uvicorn", APPLICATION, "--port", str(port), "--loop", "uvloop", "--log-level", "warning"),
        *("--ws", implementation, "--ws-per-message-deflate", "false", "--ws-max-size", "65536"),
    ]


class LiveServer:
    def __init__(self, kind: str) -> None:
        self.kind = kind
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process = subprocess.Popen(
            [sys.executable, "-m", *command_of(kind, self.port)],
            cwd=HERE,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stderr=subprocess.DEVNULL,
        )

    def ready(self) -> Self:
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline and self.process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.02)
        raise AssertionError(f"{self.kind} did not start")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)

    def visit(self, path: str = "/ws/stage/1/", origin: str | None = "") -> Client:
        own = f"http://127.0.0.1:{self.port}" if origin == "" else origin
        return Client(connect(f"ws://127.0.0.1:{self.port}{path}", origin=own, compression=None, max_size=None))


class Client:
    """A websocket client that speaks the house's JSON."""

    connection: ClientConnection

    def __init__(self, opening: AbstractContextManager[ClientConnection]) -> None:
        self.opening = opening

    def __enter__(self) -> Self:
        self.connection = self.opening.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self.opening.__exit__(*error)

    def say(self, **message: Any) -> None:
        self.raw(json.dumps(message))

    def raw(self, frame: str | bytes) -> None:
        self.connection.send(frame)

    def hear(self, timeout: float = 5) -> dict[str, Any]:
        return json.loads(self.connection.recv(timeout))

    def hear_until(self, wanted: str) -> dict[str, Any]:
        """The next frame of this type, whatever comes before it."""
        while True:
            frame = self.hear()
            if frame["t"] == wanted:
                return frame
