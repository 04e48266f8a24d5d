"""The running house: what is up, what died, and how it ends."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from types import FrameType

from roastlive.lib.embedded.layout import Layout
from roastlive.lib.embedded.postgres import PrivatePostgres
from roastlive.lib.embedded.servers import StoreError
from roastlive.lib.embedded.valkey import PrivateValkey
from roastlive.supervisor.child import Child
from roastlive.supervisor.plan import house_children, private_postgres, private_valkey, store_children
from roastlive.supervisor.preconditions import CannotStart

LOOK_EVERY = 0.25
PAGES_STOP_WITHIN = 8.0
STORES_STOP_WITHIN = 15.0


class House:
    """Starts the private stores and the processes, keeps them alive until told to stop, and ends them in order."""

    def __init__(self, layout: Layout, *, own_postgres: bool, own_valkey: bool, tell: Callable[[str], object]) -> None:
        self.layout = layout
        self.postgres: PrivatePostgres | None = private_postgres(layout) if own_postgres else None
        self.valkey: PrivateValkey | None = private_valkey(layout) if own_valkey else None
        self.stores = store_children(self.postgres, self.valkey)
        self.processes: list[Child] = []
        self.tell = tell
        self._stop = threading.Event()

    def listen_to_signals(self) -> None:
        def on_signal(_number: int, _frame: FrameType | None) -> None:
            self._stop.set()

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, on_signal)

    @property
    def is_stopping(self) -> bool:
        return self._stop.is_set()

    def open_stores(self) -> None:
        """The private stores run and answer; PostgreSQL has its roles and its database."""
        servers = [server for server in (self.postgres, self.valkey) if server is not None]
        try:
            for server, child in zip(servers, self.stores, strict=True):
                server.start()
                child.adopt(server.process)
            if self.postgres is not None:
                self.postgres.bootstrap()
        except StoreError as error:
            raise CannotStart(str(error)) from error

    def open_doors(self) -> None:
        self.processes = house_children(self.layout.logs)
        for child in self.processes:
            child.start()

    def watch(self) -> None:
        """Until told to stop: whoever dies is started again, a store before those who need it."""
        while not self._stop.wait(LOOK_EVERY):
            for child in (*self.stores, *self.processes):
                line = child.poll(time.monotonic())
                if line:
                    self.tell(line)

    def close(self) -> None:
        """End everything: first those who serve people, all at once, then the stores they stand on."""
        if self.processes:
            self.tell("Closing.")
        for group, seconds in ((self.processes, PAGES_STOP_WITHIN), (self.stores, STORES_STOP_WITHIN)):
            deadline = time.monotonic() + seconds
            for child in group:
                child.ask_to_stop()
            for child in group:
                child.await_stop(deadline)
