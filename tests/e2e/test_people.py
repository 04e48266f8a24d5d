"""From the crowd to the stage, and the bell that rings there at once."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core import mail
from PIL import Image
from playwright.sync_api import expect

from accounts.demo_portraits import portrait
from accounts.tests.cast import PASSWORD
from accounts.tests.ensemble import a_creator, a_person
from roastlive.lib.outbox import relay
from tests.e2e.conftest import DESK, PHONE, Visitor

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def house(tmp_path: Path, transactional_db: None) -> Iterator[str]:
    """Pages and live sockets on one port, as developers run them, over this test's own stores."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "manage.py", "runserver", f"127.0.0.1:{port}", "--noreload"]
    environment = os.environ | {
        "LIVE_ORIGIN": "",
        "MEDIA_ROOT": str(tmp_path / "media"),
        "PORT": str(port),
    }
    with (tmp_path / "house.log").open("wb") as log:
        running = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            _await(f"http://127.0.0.1:{port}/rules/", running)
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()
            running.wait(20)


def _await(address: str, running: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up and running.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The house did not open.")


def log_in(visitor: Visitor, name: str) -> None:
    page = visitor.visit("/login/")
    page.get_by_label("Email").first.fill(f"{name}@example.com")
    page.get_by_label("Password").first.fill(PASSWORD)
    page.get_by_role("main").locator("form button.button--hot").first.click()
    expect(page.get_by_role("button", name=f"Menu of {name}")).to_be_visible()


def test_a_viewer_takes_the_stage_is_followed_and_hears_it_at_once(visitor_with, tmp_path):
    a_person("rita")
    a_person("vera")
    rita, vera = visitor_with(), visitor_with(size=PHONE, theme="light")
    log_in(rita, "rita")

    page = rita.visit("/studio/profile/")
    page.get_by_label("Roaster").check()
    page.get_by_label("Stage name").fill("Rita Rust")
    page.get_by_label("Address", exact=True).fill("rita-rust")
    page.get_by_label("Genres (optional)").fill("Deadpan, one-liners")
    page.get_by_label("About you (optional)").fill("Nothing surprises me.")
    page.get_by_role("main").get_by_role("button", name="Take the stage").click()
    expect(page.get_by_role("heading", name="Rita Rust")).to_be_visible()
    assert page.url.endswith("/@rita-rust/")

    page.get_by_role("link", name="Edit", exact=True).click()
    face = tmp_path / "face.png"
    face.write_bytes(portrait("rita", 1).read())
    page.get_by_label("Avatar 384 × 384").set_input_files(face)
    page.get_by_role("button", name="Show this one").first.click()
    expect(page.get_by_text("There you are.")).to_be_visible()
    picture = page.locator(".picture-place__frame--avatar img")
    answer = page.request.get(rita.house + picture.get_attribute("src"))
    assert Image.open(io.BytesIO(answer.body())).format == "WEBP"

    bell = page.get_by_role("link", name="Notifications")
    expect(bell.locator("[data-bell-count]")).to_be_hidden()
    expect(bell).to_have_attribute("data-listening", "true")

    log_in(vera, "vera")
    theirs = vera.visit("/@rita-rust/")
    theirs.get_by_role("button", name="Follow", exact=True).click()
    expect(theirs.get_by_role("button", name="Following")).to_be_visible()
    expect(theirs.get_by_text("1 follower")).to_be_visible()
    assert theirs.url.endswith("/@rita-rust/")

    expect(page.get_by_text("vera follows you")).to_be_visible()
    expect(page.get_by_role("link", name="Notifications (1)").locator("[data-bell-count]")).to_have_text("1")
    page.get_by_role("link", name="Notifications (1)").click()
    expect(page.get_by_role("button", name="vera follows you")).to_be_visible()
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.locator("[data-bell-count]")).to_be_hidden()

    theirs.get_by_role("button", name="Ring when they go live").click()
    expect(theirs.get_by_role("button", name="Ring when they go live")).to_have_attribute("aria-pressed", "false")
    theirs.get_by_role("button", name="Following").click()
    expect(theirs.get_by_text("0 followers")).to_be_visible()

    assert relay()
    assert [letter for letter in mail.outbox if "vera" in letter.subject] == []
    assert rita.troubles == []
    assert vera.troubles == []


def test_following_works_without_any_script(visitor_with):
    a_person("vera")
    a_creator("rita")
    vera = visitor_with(java_script_enabled=False)
    log_in(vera, "vera")
    page = vera.visit("/@rita/")
    page.get_by_role("button", name="Follow", exact=True).click()
    expect(page.get_by_role("button", name="Following")).to_be_visible()
    page.get_by_role("button", name="Following").click()
    expect(page.get_by_role("button", name="Follow", exact=True)).to_be_visible()


def test_somebody_takes_the_time_zone_of_their_device(visitor_with):
    a_person("vera")
    vera = visitor_with(timezone_id="Asia/Tokyo")
    log_in(vera, "vera")
    page = vera.visit("/settings/")
    page.get_by_role("button", name="Take this device's: Asia/Tokyo").click()
    page.get_by_role("main").get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_label("Time zone")).to_have_value("Asia/Tokyo")
    expect(page.locator("[data-own-zone]")).to_be_hidden()
    assert vera.troubles == []


def test_what_is_typed_by_people_runs_nowhere(visitor_with):
    a_creator("rita", stage_name="<img src=x onerror=alert(1)>", bio="<script>alert(2)</script>")
    anyone = visitor_with()
    anyone.page.on("dialog", lambda dialog: anyone.troubles.append(f"a dialog: {dialog.message}"))
    page = anyone.visit("/@rita/")
    expect(page.get_by_role("heading", name="<img src=x onerror=alert(1)>")).to_be_visible()
    anyone.visit("/")
    assert anyone.troubles == []


@pytest.mark.parametrize("look", [("dark", DESK), ("light", PHONE)], ids=["desk by night", "phone by day"])
def test_nobody_is_kept_out_of_these_pages(visitor_with, look):
    a_creator("rita", bio="Dry.", links={"website": "https://rita.example"})
    theme, size = look
    rita = visitor_with(theme=theme, size=size, bypass_csp=True)
    log_in(rita, "rita")
    for path in (
        "/settings/",
        "/settings/notifications/",
        "/settings/privacy/",
        "/settings/blocked/",
        "/studio/profile/",
        "/notifications/",
        "/@rita/",
    ):
        page = rita.visit(path)
        assert rita.barriers() == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert rita.troubles == []
