"""A creator goes live with a camera, and somebody else sees it move."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.tests.ensemble import a_creator, a_person
from moderation.tests.guardhouse import sanctioned
from streams.models import Stream
from streams.tests.stage import a_live_show, a_show
from tests.e2e.conftest import PHONE

pytestmark = [pytest.mark.e2e, pytest.mark.sockets, pytest.mark.django_db(transaction=True)]
MOVES = """
    () => new Promise((resolve) => {
        const video = document.querySelector("[data-picture]");
        const brush = new OffscreenCanvas(64, 36).getContext("2d", { willReadFrequently: true });
        const seen = new Set();
        const look = () => {
            brush.drawImage(video, 0, 0, 64, 36);
            seen.add(brush.getImageData(0, 0, 64, 36).data.join());
            if (seen.size > 5) resolve(true);
            else video.requestVideoFrameCallback(look);
        };
        video.requestVideoFrameCallback(look);
    })
"""
# Sends what the stage's preview shows, and does not begin the show.
PREVIEW = """
    async () => {
        const { Sending } = await import("/static/streams/studio/sending.js");
        const { mediaUrl } = await import("/static/streams/player/place.js");
        const stage = document.querySelector("[data-stage]");
        const token = stage.querySelector("[name=csrfmiddlewaretoken]").value;
        const headers = { "X-CSRFToken": token, "Content-Type": "application/json" };
        const address = async () => {
            const answer = await fetch(stage.dataset.ingest, { method: "POST", headers, body: "{}" });
            return mediaUrl(await answer.json(), { socket: true });
        };
        const stream = stage.querySelector("[data-preview]").srcObject;
        await new Promise((resolve) => {
            const state = (name) => name === "on" && resolve();
            new Sending(stream, { address, bits: 1_000_000, state, health() {} }).start();
        });
    }
"""


def on_the_stage(visitor, show: Stream) -> Page:
    page = visitor.visit(f"/studio/streams/{show.pk}/stage/")
    page.get_by_role("button", name="Open camera and microphone").click()
    expect(page.get_by_role("meter", name="What is heard")).to_be_visible()
    return page


def sees_it_move(page: Page) -> None:
    expect(page.locator("[data-picture]")).to_be_visible(timeout=20_000)
    assert page.evaluate(MOVES)


def test_a_camera_goes_live_and_others_see_it_move_until_they_may_not(visitor_with):
    show = a_show("rita", title="Bring your worst")
    vera = a_person("vera")
    creator = visitor_with()
    creator.log_in("rita")
    stage = on_the_stage(creator, show)
    stage.get_by_role("button", name="Go live").click()
    stage.get_by_role("dialog").get_by_role("button", name="Take the stage").click()
    expect(stage.get_by_text("Your picture is on its way.")).to_be_visible(timeout=20_000)
    expect(stage.locator("[data-health]")).to_be_visible(timeout=20_000)
    show.refresh_from_db()
    assert show.is_live

    stranger = visitor_with(size=PHONE, theme="light")
    phone = stranger.visit(f"/live/{show.pk}/")
    sees_it_move(phone)
    expect(phone.get_by_text("No picture and no sound.")).to_be_hidden()
    viewer = visitor_with()
    viewer.log_in("vera")
    desk = viewer.visit(f"/live/{show.pk}/")
    sees_it_move(desk)
    desk.get_by_role("button", name="Sound on").click()
    assert desk.evaluate("document.querySelector('[data-picture]').muted") is False
    expect(desk.locator("[data-behind]")).to_contain_text("s behind")
    assert not viewer.barriers()
    assert not stranger.barriers()
    assert not creator.barriers()

    # Somebody who may no longer be here loses the picture within half a minute.
    sanctioned(vera, "suspension")
    expect(desk.locator("[data-picture]")).to_be_hidden(timeout=30_000)
    sees_it_move(phone)

    stage.get_by_role("button", name="End the show").click()
    stage.on("dialog", lambda dialog: dialog.accept())
    stage.get_by_role("dialog").get_by_role("button", name="End it").click()
    expect(phone.get_by_text("That was it.")).to_be_visible(timeout=20_000)
    assert not creator.troubles
    assert not stranger.troubles


def test_a_creator_who_reloads_goes_on_in_the_same_show(visitor_with):
    show = a_live_show(a_creator("rita"), title="Bring your worst")
    creator = visitor_with()
    creator.log_in("rita")
    stage = on_the_stage(creator, show)
    stage.get_by_role("button", name="Send the picture").click()
    viewer = visitor_with()
    page = viewer.visit(f"/live/{show.pk}/")
    sees_it_move(page)

    stage.on("dialog", lambda dialog: dialog.accept())
    stage.reload()
    expect(page.get_by_text("The picture is gone.")).to_be_visible(timeout=20_000)
    on_the_stage(creator, show).get_by_role("button", name="Send the picture").click()
    expect(page.get_by_text("The picture is gone.")).to_be_hidden(timeout=20_000)
    sees_it_move(page)
    assert not viewer.troubles


def test_the_stage_says_what_to_do_without_a_camera(visitor_with):
    show = a_show("rita")
    creator = visitor_with(theme="light", size=PHONE)
    creator.log_in("rita")
    page = creator.visit(f"/studio/streams/{show.pk}/stage/")
    page.evaluate(
        "() => { const no = () => Promise.reject(new DOMException('no', 'NotAllowedError'));"
        " navigator.mediaDevices.getUserMedia = no; }"
    )
    page.get_by_role("button", name="Open camera and microphone").click()
    expect(page.get_by_role("alert")).to_contain_text("Allow it beside the address")
    assert not creator.barriers()


def test_a_browser_that_cannot_put_parts_together_gets_playlists(visitor_with):
    show = a_live_show(a_creator("rita"), title="Bring your worst")
    creator = visitor_with()
    creator.log_in("rita")
    on_the_stage(creator, show).get_by_role("button", name="Send the picture").click()
    viewer = visitor_with()
    # The first that asks is our own way; hls.js comes after it.
    viewer.context.add_init_script(
        "{ const add = MediaSource.prototype.addSourceBuffer; let asked = false;"
        " MediaSource.prototype.addSourceBuffer = function (mime) {"
        " if (asked) return add.call(this, mime); asked = true; throw new DOMException('no', 'NotSupportedError'); }; }"
    )
    asked = []
    viewer.page.on("response", lambda answer: asked.append(answer) if "live.m3u8" in answer.url else None)
    page = viewer.visit(f"/live/{show.pk}/")
    sees_it_move(page)
    assert asked
    assert all(answer.ok for answer in asked[1:])
    assert not viewer.troubles


def test_an_encoder_is_a_preview_for_its_creator_alone_until_the_show_begins(visitor_with):
    show = a_show("rita", title="Bring your worst", scheduled_start=None)
    creator = visitor_with()
    creator.log_in("rita")
    # What an encoder would send, from another window: the house knows no difference.
    sender = creator.context.new_page()
    sender.goto(f"{creator.house}/studio/streams/{show.pk}/stage/")
    sender.get_by_role("button", name="Open camera and microphone").click()
    expect(sender.get_by_role("meter", name="What is heard")).to_be_visible()
    sender.evaluate(PREVIEW)
    page = creator.visit(f"/live/{show.pk}/")
    sees_it_move(page)
    expect(page.get_by_text("Not begun yet")).to_be_hidden()
    stranger = visitor_with()
    outside = stranger.visit(f"/live/{show.pk}/")
    expect(outside.get_by_text("Not begun yet")).to_be_visible()
    expect(outside.locator("[data-picture]")).to_be_hidden()
    assert not creator.troubles
    assert not stranger.troubles


def test_a_creator_makes_a_key_and_another_which_asks_once(visitor_with):
    a_creator("rita")
    creator = visitor_with(theme="light", size=PHONE)
    creator.log_in("rita")
    page = creator.visit("/studio/encoder/")
    page.get_by_role("button", name="Make a key").click()
    first = page.locator("[data-fresh-key]").text_content()
    assert first.startswith("live?key=rl_")
    page.get_by_role("button", name="Make another key").click()
    page.get_by_role("dialog").get_by_role("button", name="Make another key").click()
    expect(page.locator("[data-fresh-key]")).not_to_have_text(first)
    assert not creator.barriers()
    page.get_by_role("button", name="Drop the key").click()
    page.get_by_role("dialog").get_by_role("button", name="Drop the key").click()
    expect(page.get_by_text("The key is good no longer.")).to_be_visible()
    assert not creator.troubles
