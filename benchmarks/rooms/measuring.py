"""What is measured, in which order: every server in turn, round after round, so that whatever slows the machine slows all."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.rooms.servers import Cores, LoadClient, Server, bare_command, daphne_command, free_port, uvicorn_command
from roastlive.lib.embedded.valkey import PrivateValkey

STEADY_RATE = 10


@dataclass(frozen=True)
class Contestant:
    """One way to tell a room something. `complete` ones must deliver everything; the others may drown."""

    name: str
    server: str
    path: str
    complete: bool = True
    ticking: bool = False


BARE = Contestant("bare asyncio + uvloop", "bare", "/")
ROOMS = Contestant("rooms, no tick, uvicorn", "rooms-uvicorn", "/once/")
ROOMS_TICK = Contestant("rooms, tick, uvicorn", "rooms-uvicorn", "/tick/", ticking=True)
ROOMS_DAPHNE = Contestant("rooms, no tick, Daphne", "rooms-daphne", "/once/")
ROOMS_TICK_DAPHNE = Contestant("rooms, tick, Daphne", "rooms-daphne", "/tick/", ticking=True)
NAIVE_CORE = Contestant("Channels, core layer", "channels-core", "/naive/", complete=False)
NAIVE_PUBSUB = Contestant("Channels, pub/sub layer", "channels-pubsub", "/naive/", complete=False)
CONTESTANTS = (BARE, ROOMS, ROOMS_TICK, ROOMS_DAPHNE, ROOMS_TICK_DAPHNE, NAIVE_CORE, NAIVE_PUBSUB)


@dataclass
class Result:
    """What one contestant did with one number of sockets."""

    per_cpu_second: list[float] = field(default_factory=list)
    kib_a_socket: float = 0.0
    p50_ms: float | None = None
    p99_ms: float | None = None
    undelivered: int = 0
    # For ticking rooms: by offered messages a second, what arrived a second, of what age, for how much of a core.
    floods: dict[int, Flood] = field(default_factory=dict)

    @property
    def typical(self) -> float:
        return median(self.per_cpu_second)


@dataclass(frozen=True)
class Flood:
    deliveries_a_second: float
    p50_ms: float
    p99_ms: float
    cores: float


@dataclass(frozen=True)
class Plan:
    sizes: tuple[int, ...] = (200, 1000, 2000)
    rounds: int = 4
    seconds: float = 1.0
    steady_seconds: float = 2.0
    flood_rates: tuple[int, ...] = (800, 1600, 3200)
    flood_seconds: float = 2.5


class Incomplete(Exception):
    """A server that must deliver everything did not, or delivered something twice."""


class Measuring:
    """All servers with one number of sockets each."""

    def __init__(self, plan: Plan, servers: dict[str, Server], load: LoadClient, size: int) -> None:
        self.plan = plan
        self.servers = servers
        self.load = load
        self.size = size
        self.results = {contestant: Result() for contestant in CONTESTANTS}

    def run(self) -> dict[Contestant, Result]:
        for contestant in CONTESTANTS:
            self._fill(contestant)
        for number in range(self.plan.rounds):
            for contestant in CONTESTANTS if number % 2 == 0 else reversed(CONTESTANTS):
                if not contestant.ticking:
                    self._closed_loop(contestant)
        for contestant in CONTESTANTS:
            if contestant.ticking:
                for rate in self.plan.flood_rates:
                    self._flood(contestant, rate)
            self._steady(contestant)
            self.load.ask("close", name=contestant.name)
        return self.results

    def _fill(self, contestant: Contestant) -> None:
        """Two sockets and a message first, so that what a server makes once is not taken for the cost of a socket."""
        server = self.servers[contestant.server]
        where = {"name": contestant.name, "port": server.port, "path": contestant.path}
        self.load.ask("open", count=2, **where)
        self.load.ask("settle", name=contestant.name)
        before = server.resident_bytes()
        self.load.ask("open", count=self.size - 2, **where)
        self.load.ask("settle", name=contestant.name)
        self.results[contestant].kib_a_socket = (server.resident_bytes() - before) / (self.size - 2) / 1024

    def _closed_loop(self, contestant: Contestant) -> None:
        server = self.servers[contestant.server]
        before = server.processor_seconds()
        report = self.load.ask("closed_loop", name=contestant.name, seconds=self.plan.seconds)
        spent = server.processor_seconds() - before
        self._require_complete(contestant, report)
        self.results[contestant].per_cpu_second.append(report["deliveries"] / spent)

    def _steady(self, contestant: Contestant) -> None:
        order = {"rate": STEADY_RATE, "seconds": self.plan.steady_seconds, "patience": 5}
        report = self.load.ask("steady", name=contestant.name, **order)
        self._require_complete(contestant, report)
        result = self.results[contestant]
        result.p50_ms, result.p99_ms = report["p50_ms"], report["p99_ms"]
        result.undelivered = int(report["messages"] * self.size - report["deliveries"])

    def _flood(self, contestant: Contestant, rate: int) -> None:
        server = self.servers[contestant.server]
        before = server.processor_seconds()
        order = {"rate": rate, "seconds": self.plan.flood_seconds, "patience": 10}
        report = self.load.ask("steady", name=contestant.name, **order)
        spent = server.processor_seconds() - before
        self._require_complete(contestant, report)
        self.results[contestant].floods[rate] = Flood(
            deliveries_a_second=report["deliveries"] / report["seconds"],
            p50_ms=report["p50_ms"],
            p99_ms=report["p99_ms"],
            cores=spent / report["seconds"],
        )

    def _require_complete(self, contestant: Contestant, report: dict[str, float]) -> None:
        whole = report["messages"] * self.size
        if contestant.complete and (report["deliveries"] != whole or report["wrong"] or report["missing"]):
            raise Incomplete(
                f"{contestant.name}, {self.size} sockets: {report['deliveries']:.0f} of {whole:.0f} deliveries, "
                f"{report['wrong']:.0f} out of order"
            )


def measure(plan: Plan, broken: str) -> dict[int, dict[Contestant, Result]]:
    """Fresh servers for each number of sockets: none carries the memory of the last."""
    found = {}
    for size in plan.sizes:
        with running(broken) as (servers, load):
            found[size] = Measuring(plan, servers, load, size).run()
    return found


@contextmanager
def running(broken: str) -> Iterator[tuple[dict[str, Server], LoadClient]]:
    cores = Cores.apart()
    with ExitStack() as closing:
        directory = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="rl-bench-")))
        valkey = PrivateValkey(directory / "valkey.sock", directory / "valkey", directory / "valkey.log", durable=False)
        closing.callback(valkey.stop)
        valkey.start()
        environment = {
            "REDIS_URL": valkey.url,
            # Nobody signs in here, so no database is ever asked.
            "DATABASE_URL": f"postgres://nobody@/none?host={directory}",
            "BENCH_BREAK": broken,
        }
        commands = {
            "bare": (bare_command, {}),
            "rooms-uvicorn": (uvicorn_command, {}),
            "rooms-daphne": (daphne_command, {}),
            "channels-core": (uvicorn_command, {"BENCH_LAYER": "core"}),
            "channels-pubsub": (uvicorn_command, {"BENCH_LAYER": "pubsub"}),
        }
        servers = {}
        for name, (command, extra) in commands.items():
            port = free_port()
            log = directory / f"{name}.log"
            servers[name] = Server(name, command(port), port, {**environment, **extra}, cores.server, log)
            closing.callback(servers[name].stop)
        for server in servers.values():
            server.await_open()
        load = LoadClient(cores.client)
        closing.callback(load.stop)
        yield servers, load
