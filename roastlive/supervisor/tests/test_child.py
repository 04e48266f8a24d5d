import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from roastlive.supervisor import child as module
from roastlive.supervisor.child import Child

SLEEPER = [sys.executable, "-c", "import signal; signal.pause()"]
# Starts a process of its own, tells its pid, and waits: what a server with workers looks like from outside.
WORKER_SCRIPT = """
import signal, subprocess, sys
worker = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
print(worker.pid, flush=True)
signal.pause()
"""
WITH_WORKER = [sys.executable, "-c", WORKER_SCRIPT]


@pytest.fixture
def make_child(tmp_path):
    made = []

    def make(command, **options):
        child = Child("probe", command, tmp_path / "probe.log", **options)
        made.append(child)
        return child

    yield make
    for child in made:
        child.ask_to_stop()
        child.await_stop(time.monotonic())


def exists(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A zombie that init has not collected yet is dead all the same.
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"


def until(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


def test_a_killed_child_starts_again_after_a_pause(make_child):
    child = make_child(SLEEPER)
    child.start()
    first = child.process.pid
    child.process.kill()
    child.process.wait()

    now = time.monotonic()
    assert "was ended by SIGKILL" in child.poll(now)
    assert child.poll(now + 0.1) is None
    assert child.process is None, "the pause is not over yet"
    child.poll(now + 5)
    assert child.process.pid != first


def test_the_pause_grows_with_each_early_death_up_to_a_bound_and_is_forgotten_after_a_steady_run(make_child):
    child = make_child([sys.executable, "-c", "raise SystemExit(3)"])
    pauses = []
    for _ in range(9):
        child.start()
        child.process.wait()
        now = time.monotonic()
        assert "ended with code 3" in child.poll(now)
        pauses.append(child._due - now)
    assert pauses == sorted(pauses)
    assert pauses[0] < 2
    assert pauses[-1] == module.LONGEST_PAUSE

    child.start()
    child.process.wait()
    now = time.monotonic() + module.STEADY_AFTER + 1
    child.poll(now)
    assert child._due - now == module.FIRST_PAUSE


def test_what_a_killed_child_had_started_does_not_outlive_it(make_child):
    child = make_child(WITH_WORKER)
    child.start()
    until(lambda: child.log.read_text().strip())
    worker = int(child.log.read_text())
    assert exists(worker)

    child.process.kill()
    child.process.wait()
    child.poll(time.monotonic())
    until(lambda: not exists(worker))


def test_a_child_that_ignores_the_request_is_ended_at_the_deadline(make_child):
    ready = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); signal.pause()"
    child = make_child([sys.executable, "-c", ready])
    child.start()
    until(lambda: "deaf" in child.log.read_text())
    child.ask_to_stop()
    child.await_stop(time.monotonic() + 0.2)
    assert child.process.returncode == -signal.SIGKILL


def test_a_child_ends_when_its_parent_is_killed(tmp_path):
    parent = (
        "import sys, signal; from pathlib import Path; from roastlive.supervisor.child import Child\n"
        f"child = Child('probe', {SLEEPER!r}, Path({str(tmp_path / 'probe.log')!r})); child.start()\n"
        "print(child.process.pid, flush=True); signal.pause()"
    )
    with subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True) as process:
        pid = int(process.stdout.readline())
        process.kill()
    # However early the parent died: before or after the child told the kernel.
    until(lambda: not exists(pid))


def test_a_log_is_turned_over_before_it_grows_too_large(make_child, monkeypatch):
    monkeypatch.setattr(module, "LARGEST_LOG", 10)
    child = make_child(SLEEPER)
    child.log.write_text("x" * 11)
    child.start()
    assert child.log.with_suffix(".log.1").read_text() == "x" * 11
    assert child.log.read_text() == ""
