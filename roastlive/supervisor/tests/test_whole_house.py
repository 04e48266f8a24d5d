"""`manage.py up` as an operator meets it: real processes on free ports, killed one after the other."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
CHILDREN = {
    "postgres": "bin/postgres",
    "valkey": "valkey-server",
    "worker": "celery -A roastlive worker",
    "beat": "celery -A roastlive beat",
    "live": "uvicorn",
    "media": "media_server",
    "pages": "granian",
}


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def until(condition, *, seconds=60, every=0.05):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(every)


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return response.status == 200
    except OSError:
        return False


def processes_of(var):
    """Every process whose command line or environment names this house's directory."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            state = (process / "stat").read_text().rsplit(")", 1)[1].split()[0]
            told = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        except OSError:
            continue
        if str(var).encode() in told and state != "Z" and int(process.name) != os.getpid():
            found[int(process.name)] = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    return found


class House:
    def __init__(self, var):
        self.var, self.port, self.live_port, self.media_port = var, free_port(), free_port(), free_port()
        self.output = var / "up.txt"
        self.environment = {
            name: value for name, value in os.environ.items() if not name.endswith(("_URL", "_URI"))
        } | {
            "VAR_DIR": str(var),
            "PORT": str(self.port),
            "LIVE_PORT": str(self.live_port),
            "MEDIA_PORT": str(self.media_port),
            "MEDIA_RTMP_PORT": str(free_port()),
            "DJANGO_SETTINGS_MODULE": "roastlive.settings.dev",
        }

    def up(self):
        with self.output.open("wb") as sink:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up"], cwd=ROOT, env=self.environment, stdout=sink, stderr=sink
            )
        until(lambda: self.process.poll() is not None or "Ctrl-C stops everything" in self.text)

    @property
    def text(self):
        return self.output.read_text()

    def is_ready(self):
        return (
            answers(f"http://127.0.0.1:{self.port}/readyz")
            and answers(f"http://127.0.0.1:{self.live_port}/healthz")
            and answers(f"http://127.0.0.1:{self.media_port}/media-live/healthz")
        )

    def child(self, name):
        """The pid of a child of `up` itself, as the kernel sees it."""
        for pid, command in processes_of(self.var).items():
            parent = int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
            if parent == self.process.pid and CHILDREN[name] in command:
                return pid
        return None


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("h"))
    house.up()
    yield house
    house.process.kill()
    house.process.wait()


def test_an_empty_machine_gets_a_ready_house_and_its_first_administrator(house):
    until(house.is_ready)
    assert re.search(r"First administrator: admin@localhost, password \S{12,}", house.text)


def test_a_second_house_in_the_same_place_is_refused_in_one_line(house):
    second = subprocess.run(
        [sys.executable, "manage.py", "up"],
        cwd=ROOT,
        env=house.environment,
        capture_output=True,
        text=True,
        check=False,
        # One that is let in would stay.
        timeout=60,
    )
    assert second.returncode == 1
    assert f"running here already (pid {house.process.pid})" in second.stderr
    assert second.stderr.count("\n") == 1


@pytest.mark.parametrize("name", CHILDREN)
def test_a_killed_child_is_back_soon(house, name):
    until(lambda: house.child(name))
    victim = house.child(name)
    os.kill(victim, signal.SIGKILL)
    until(lambda: house.child(name) not in {None, victim})
    until(house.is_ready)


def test_nothing_is_left_after_up_itself_was_killed_and_the_next_one_starts(house):
    house.process.kill()
    house.process.wait()
    until(lambda: not processes_of(house.var), seconds=30)
    house.up()
    until(house.is_ready)
    assert "First administrator" not in house.text, "the password is told once"


def test_ctrl_c_ends_everything_within_seconds(house):
    started = time.monotonic()
    house.process.send_signal(signal.SIGINT)
    assert house.process.wait(30) == 0
    assert time.monotonic() - started < 30
    assert "Everything has stopped." in house.text
    assert not processes_of(house.var)


def test_a_missing_secret_in_production_is_one_clear_line():
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "roastlive.settings.prod"}
    done = subprocess.run(
        [sys.executable, "manage.py", "up"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "SECRET_KEY" in done.stderr
    assert "Traceback" not in done.stderr
