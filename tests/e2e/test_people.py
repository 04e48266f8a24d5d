"""From the crowd to the stage, and the bell that rings there at once."""

from __future__ import annotations

import io

import pytest
from django.core import mail
from PIL import Image
from playwright.sync_api import expect

from accounts.demo_portraits import portrait
from accounts.notifications import VERIFIED
from accounts.services.notifying import notify
from accounts.tests.ensemble import a_creator, a_person
from roastlive.lib.outbox import relay
from roastlive.lib.realtime import dismiss, person_room
from tests.e2e.conftest import DESK, PHONE

pytestmark = [pytest.mark.e2e, pytest.mark.sockets, pytest.mark.django_db(transaction=True)]

# A close code that does not say that coming back would end the same way, as those from 4400 do.
COME_BACK = 4000


def test_a_viewer_takes_the_stage_is_followed_and_hears_it_at_once(visitor_with, tmp_path):
    a_person("rita")
    a_person("vera")
    rita, vera = visitor_with(), visitor_with(size=PHONE, theme="light")
    rita.log_in("rita")

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

    vera.log_in("vera")
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

    vera_s_privacy = vera.context.new_page()
    vera_s_privacy.goto(vera.house + "/settings/privacy/")
    vera_s_privacy.get_by_label("They learn that somebody did").check()
    vera_s_privacy.get_by_role("main").get_by_role("button", name="Save").click()
    expect(vera_s_privacy.get_by_text("Saved.")).to_be_visible()
    rita.visit("/studio/followers/")
    expect(page.get_by_text("Somebody in the crowd")).to_be_visible()

    theirs.get_by_role("button", name="Ring when they go live").click()
    expect(theirs.get_by_role("button", name="Ring when they go live")).to_have_attribute("aria-pressed", "false")
    theirs.get_by_role("button", name="Following").click()
    expect(theirs.get_by_text("0 followers")).to_be_visible()

    assert relay()
    assert [letter for letter in mail.outbox if "vera" in letter.subject] == []
    assert rita.troubles == []
    assert vera.troubles == []


def test_a_toast_leads_where_its_notification_does_and_that_is_read(visitor_with):
    profile = a_creator("rita")
    rita = visitor_with()
    rita.log_in("rita")
    page = rita.visit("/settings/")
    expect(page.get_by_role("link", name="Notifications").first).to_have_attribute("data-listening", "true")
    notify(recipient=profile.user, type=VERIFIED, title="You are verified", link="/@rita/")
    expect(page.locator("[data-bell-count]")).to_have_text("1")
    # The whole toast is the link, not its words alone.
    page.locator("#toasts [data-toast]").click(position={"x": 12, "y": 12})
    page.wait_for_url("**/@rita/")
    page.reload()
    expect(page.locator("[data-bell-count]")).to_be_hidden()
    expect(page.get_by_role("link", name="Notifications").first).to_have_attribute("data-listening", "true")
    notify(recipient=profile.user, type=VERIFIED, title="Once more", link="/@rita/")
    expect(page.get_by_role("link", name="Once more")).to_be_visible()
    page.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_role("link", name="Once more")).to_be_hidden()
    assert page.url.endswith("/@rita/")
    assert rita.troubles == []


def test_a_bell_that_lost_its_line_finds_it_again(visitor_with):
    profile = a_creator("rita")
    rita = visitor_with()
    rita.log_in("rita")
    page = rita.visit("/settings/")
    bell = page.get_by_role("link", name="Notifications").first
    expect(bell).to_have_attribute("data-listening", "true")
    page.evaluate("document.querySelector('[data-bell]').removeAttribute('data-listening')")
    dismiss(person_room, profile.user_id, code="restart", close_code=COME_BACK)
    notify(recipient=profile.user, type=VERIFIED, title="While away")
    expect(bell).to_have_attribute("data-listening", "true")
    expect(page.locator("[data-bell-count]")).to_have_text("1")
    assert rita.troubles == []


def test_a_bar_of_tabs_begins_at_the_open_one(visitor_with):
    a_person("vera")
    vera = visitor_with(size=PHONE)
    vera.log_in("vera")
    for path, name in (
        ("/settings/", "You"),
        ("/settings/blocked/", "Blocked"),
        ("/settings/privacy/leave/", "Privacy"),
    ):
        page = vera.visit(path)
        tab = page.get_by_role("navigation", name="Settings").get_by_role("link", name=name, exact=True)
        expect(tab).to_have_attribute("aria-current", "page")
        box = tab.bounding_box()
        assert box["x"] >= 0, path
        assert box["x"] + box["width"] <= PHONE["width"], path


def test_following_works_without_any_script(visitor_with):
    a_person("vera")
    a_creator("rita")
    vera = visitor_with(java_script_enabled=False)
    vera.log_in("vera")
    page = vera.visit("/@rita/")
    page.get_by_role("button", name="Follow", exact=True).click()
    expect(page.get_by_role("button", name="Following")).to_be_visible()
    page.get_by_role("button", name="Following").click()
    expect(page.get_by_role("button", name="Follow", exact=True)).to_be_visible()


def test_somebody_takes_the_time_zone_of_their_device(visitor_with):
    a_person("vera")
    vera = visitor_with(timezone_id="Asia/Tokyo")
    vera.log_in("vera")
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
    rita.log_in("rita")
    for path in (
        "/settings/",
        "/settings/notifications/",
        "/settings/privacy/",
        "/settings/privacy/leave/",
        "/settings/blocked/",
        "/studio/profile/",
        "/studio/followers/",
        "/notifications/",
        "/@rita/",
    ):
        page = rita.visit(path)
        assert rita.barriers() == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert rita.troubles == []
