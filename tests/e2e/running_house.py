"""Pages and live sockets on one port, as developers run them, over the test's own stores; and the media server beside them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def running_house(directory: Path) -> Iterator[str]:
    """Its address, by name: browsers know passkeys under a name only."""
    port, media_port = _free_port(), _free_port()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "roastlive.settings.test",
        "MEDIA_ROOT": str(directory / "media"),
        "PRIVATE_MEDIA_ROOT": str(directory / "private"),
        "PORT": str(port),
        "MEDIA_PORT": str(media_port),
        "MEDIA_RTMP_PORT": str(_free_port()),
        "MEDIA_ORIGIN": f":{media_port}",
    }
    with ExitStack() as running:
        pages = ("runserver", f"127.0.0.1:{port}", "--noreload")
        house = running.enter_context(_running(pages, environment, directory / "house.log"))
        media = running.enter_context(_running(("media_server",), environment, directory / "media.log"))
        _await(f"http://127.0.0.1:{port}/rules/", house)
        _await(f"http://127.0.0.1:{media_port}/media-live/healthz", media)
        yield f"http://localhost:{port}"


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def _running(command: tuple[str, ...], environment: dict[str, str], log_to: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log_to.open("wb") as log:
        running = subprocess.Popen(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
        try:
            yield running
        finally:
            running.terminate()
            try:
                running.wait(20)
            except subprocess.TimeoutExpired:
                # It still waits for a browser that has not hung up.
                running.kill()
                running.wait()


def _await(address: str, running: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up and running.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The house did not open.")
