"""The measured processes: started, pinned, asked for their processor time and memory, ended."""

from __future__ import annotations

import json
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from roastlive.lib.embedded.servers import last_lines

# From <linux/posix-timers.h>: the processor clock of another process, all its threads together, in nanoseconds.
CPUCLOCK_SCHED = 2
STARTS_WITHIN = 40.0

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Cores:
    """What is measured has a core of its own, apart from what measures it."""

    server: set[int]
    client: set[int]

    @classmethod
    def apart(cls) -> Cores:
        cores = sorted(os.sched_getaffinity(0))
        return cls({cores[0]}, {cores[-1]})


def raise_file_limit() -> int:
    """As many sockets as the system allows us; returns how many that is."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def uvicorn_command(port: int) -> list[str]:
    return [
        *("uvicorn", "benchmarks.rooms.served:application", "--port", str(port), "--loop", "uvloop"),
        *("--ws-per-message-deflate", "false", "--no-access-log", "--log-level", "warning"),
        # Nobody's socket ends by a ping that had to wait behind an overload of our own making.
        *("--ws-ping-interval", "600", "--backlog", "4096"),
    ]


def daphne_command(port: int) -> list[str]:
    command = ["daphne", "-p", str(port), "-v", "0", "--ping-interval", "600", "--websocket_timeout", "-1"]
    return [*command, "benchmarks.rooms.served:application"]


def bare_command(port: int) -> list[str]:
    return ["benchmarks.rooms.bare", str(port)]


class Server:
    """One measured process."""

    def __init__(
        self, name: str, command: list[str], port: int, environment: Mapping[str, str], cores: set[int], log: Path
    ) -> None:
        self.name = name
        self.port = port
        self.log = log
        own = {"BENCH_ROOM": name, "DJANGO_SETTINGS_MODULE": "benchmarks.rooms.settings"}
        with log.open("ab") as sink:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=ROOT,
                env={**os.environ, **environment, **own},
                stdout=sink,
                stderr=sink,
                preexec_fn=lambda: os.sched_setaffinity(0, cores),  # noqa: PLW1509 - no threads here
            )

    def await_open(self) -> None:
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline and self.process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError(f"{self.name} did not open its port:\n{last_lines(self.log)}")

    def processor_seconds(self) -> float:
        return time.clock_gettime((~self.process.pid << 3) | CPUCLOCK_SCHED)

    def resident_bytes(self) -> int:
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * resource.getpagesize()

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


class LoadClient:
    """The process with all the client sockets, on a core apart."""

    def __init__(self, cores: set[int]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.rooms.load"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: os.sched_setaffinity(0, cores),  # noqa: PLW1509 - no threads here
        )

    def ask(self, do: str, **order: object) -> dict[str, float]:
        orders, answers = self.process.stdin, self.process.stdout
        if orders is None or answers is None:
            raise RuntimeError("The load client has no pipes.")
        orders.write(json.dumps({"do": do, **order}) + "\n")
        orders.flush()
        answer: dict[str, float] = json.loads(answers.readline() or '{"error": "the load client died"}')
        if "error" in answer:
            raise RuntimeError(f"{do} {order.get('name')}: {answer['error']}")
        return answer

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
