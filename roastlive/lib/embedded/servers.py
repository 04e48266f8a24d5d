"""What both private servers have in common: how they are started, awaited and stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

LAUNCH = str(Path(__file__).with_name("launch.py"))


class StoreError(RuntimeError):
    """A private store cannot do what it should; the text says what to do about it."""


def launch_command(command: Sequence[str], *, uid: int | None = None, stop_signal: int = 0) -> list[str]:
    """The command that runs `command` as `uid`, and ends it by `stop_signal` if its parent dies."""
    numbers = (os.getpid(), os.getuid() if uid is None else uid, int(stop_signal))
    return [sys.executable, "-I", LAUNCH, *map(str, numbers), *command]


def start(
    command: Sequence[str],
    *,
    uid: int | None = None,
    stop_signal: int,
    log: Path,
    environment: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a server in a session of its own, so that Ctrl-C reaches whoever started it, and not the server too."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as sink:
        return subprocess.Popen(  # noqa: S603 - our own command line
            launch_command(command, uid=uid, stop_signal=stop_signal),
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=os.environ | (environment or {}),
        )


def await_ready(
    process: subprocess.Popen[bytes], ready: Callable[[], bool], *, name: str, log: Path, seconds: float
) -> None:
    """Return when `ready` says so; raise StoreError with the end of the log when the server ends or takes too long."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise StoreError(f"{name} stopped while starting. The end of {log}:\n{last_lines(log)}")
        if ready():
            return
        time.sleep(0.02)
    stop(process, signal.SIGKILL)
    raise StoreError(f"{name} did not answer within {seconds:.0f} s. The end of {log}:\n{last_lines(log)}")


def stop(process: subprocess.Popen[bytes], stop_signal: int, *, seconds: float = 20) -> None:
    """Ask a server to end, wait for it, and insist after a while."""
    if process.poll() is not None:
        return
    process.send_signal(stop_signal)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def last_lines(log: Path, number: int = 8) -> str:
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-number:])
    except OSError:
        return "(no log)"
