"""One process of the house: started, watched, started again when it dies, stopped with all it left behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from roastlive.lib.embedded.servers import start

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
# A child that ran this long was well: its next death starts from the first pause again.
STEADY_AFTER = 60.0
LARGEST_LOG = 10 * 1024 * 1024


@dataclass
class Child:
    """A process and how to keep it alive. `poll` does the watching, one step at a time, so that nothing here waits."""

    name: str
    command: Sequence[str]
    log: Path
    stop_signal: int = signal.SIGTERM
    uid: int | None = None
    environment: Mapping[str, str] = field(default_factory=dict)

    process: subprocess.Popen[bytes] | None = None
    restarts: int = 0
    _started: float = 0.0
    _pause: float = FIRST_PAUSE
    _due: float = 0.0

    def start(self) -> None:
        turn_log_over(self.log)
        self._started = time.monotonic()
        self.process = start(
            self.command, uid=self.uid, stop_signal=self.stop_signal, log=self.log, environment=self.environment
        )

    def adopt(self, process: subprocess.Popen[bytes] | None) -> None:
        """Watch over a process that somebody else has started and seen to be well."""
        self._started = time.monotonic()
        self.process = process

    def poll(self, now: float) -> str | None:
        """Notice a death and start again when the pause is over; the line to tell the operator, if there is one."""
        if self.process is None:
            if now >= self._due:
                self.restarts += 1
                self.start()
            return None
        if self.process.poll() is None:
            return None
        code, pid = self.process.returncode, self.process.pid
        self.sweep()
        self.process = None
        self._pause = FIRST_PAUSE if now - self._started > STEADY_AFTER else min(self._pause * 2, LONGEST_PAUSE)
        self._due = now + self._pause
        return f"{self.name} (pid {pid}) {ending(code)}; it starts again in {self._pause:.0f} s. See {self.log}"

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(self.stop_signal)

    def await_stop(self, deadline: float) -> None:
        """Wait until the deadline, then insist; nothing the process has started outlives it."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.sweep()

    def sweep(self) -> None:
        """End what a killed process left in its group: a server's workers would go on holding its port."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)


def ending(code: int) -> str:
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"


def turn_log_over(log: Path) -> None:
    """Keep one older log, so that a log never grows without end."""
    with contextlib.suppress(OSError):
        if log.stat().st_size > LARGEST_LOG:
            log.replace(log.with_suffix(".log.1"))
