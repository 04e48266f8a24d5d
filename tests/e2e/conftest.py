"""A real browser in front of the running house."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from accounts.tests.cast import PASSWORD
from roastlive.lib.redis_clients import redis_client
from tests.e2e.running_house import running_house

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A camera that shows a moving picture and a microphone that beeps, which nobody has to allow.
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}


def chromium() -> str | None:
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def browser_type_launch_args(request: pytest.FixtureRequest) -> dict[str, object]:
    program = chromium()
    if program is None:
        # `make e2e` and CI insist; `make test` goes without.
        refuse = pytest.fail if os.environ.get("REQUIRE_BROWSER") else pytest.skip
        refuse("no Chromium on this machine; set CHROMIUM to its path")
    return {"executable_path": program, "args": QUIET}


@pytest.fixture(scope="session", autouse=True)
def database_beside_a_browser() -> None:
    """Playwright runs an event loop in this thread, and Django would refuse to speak to the database beside it."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of the running house: its pages, or with the mark `sockets` what is live in it too."""
    if request.node.get_closest_marker("sockets") is None:
        yield str(request.getfixturevalue("live_server").url)
        return
    request.getfixturevalue("transactional_db")
    # Limits outlast the database of a test.
    redis_client().flushdb()
    with running_house(tmp_path) as address:
        yield address


class Visitor:
    """Somebody with a browser, who notices everything that goes wrong in it."""

    def __init__(self, context: BrowserContext, house: str) -> None:
        self.house = house
        self.context = context
        self.page: Page = context.new_page()
        self.troubles: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.troubles.append(message.text)

    def visit(self, path: str) -> Page:
        self.page.goto(self.house + path, wait_until="load")
        self.page.evaluate("document.fonts.ready")
        return self.page

    def log_in(self, name: str) -> None:
        page = self.visit("/login/")
        page.get_by_label("Email").first.fill(f"{name}@example.com")
        page.get_by_label("Password").first.fill(PASSWORD)
        page.get_by_role("main").locator("form button.button--hot").first.click()
        expect(page.get_by_role("button", name=f"Menu of {name}")).to_be_visible()

    def barriers(self) -> list[str]:
        """What axe finds that keeps somebody out."""
        # Not as a script tag, which the page's own policy forbids.
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        # Where something is still fading in, its colours are not yet the ones it will have.
        self.page.evaluate(
            "Promise.allSettled("
            "document.getAnimations().filter(a => a.effect.getTiming().iterations === 1).map(a => a.finished))"
        )
        found = self.page.evaluate(
            "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
        )
        return [
            f"{violation['id']}: {node['target']} {node['failureSummary']}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]


@pytest.fixture
def visitor_with(browser: Browser, house: str):
    """Makes a visitor of a given kind: `visitor_with(theme="dark", size=PHONE)`."""
    contexts: list[BrowserContext] = []

    def make(*, theme: str = "dark", size: dict[str, int] = DESK, motion: str = "reduce", **more: object) -> Visitor:
        context = browser.new_context(viewport=size, color_scheme=theme, reduced_motion=motion, **more)
        contexts.append(context)
        return Visitor(context, house)

    yield make
    for context in contexts:
        context.close()
