"""From a report to the answer of an appeal, by keys, in real browsers."""

from __future__ import annotations

import io
import os

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from accounts.tests.cast import logged_in
from accounts.tests.ensemble import a_creator, a_person
from moderation.models import Report, ReviewCase, UserSanction
from moderation.roles import Role
from moderation.services.flagging import flag
from moderation.tests.courtroom import a_moderator, held, reported
from roastlive.lib.outbox import relay
from roastlive.lib.redis_clients import redis_client
from tests.e2e.conftest import AXE, DESK, PHONE

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

DESK_PAGE = "/admin/moderation/reviewcase/desk/"


@pytest.fixture(autouse=True)
def fresh_limits():
    redis_client().flushdb()


@pytest.fixture(autouse=True)
def anchors_of_this_database(settings, tmp_path):
    settings.AUDIT_ANCHORS = tmp_path / "anchors.log"


@pytest.fixture
def in_the_house(visitor_with):
    """Somebody who has come in; whoever works here has shown a second factor."""

    def make(somebody, **kind):
        visitor = visitor_with(**kind)
        cookie = logged_in(somebody, second_factor=somebody.is_staff).cookies["sessionid"].value
        visitor.context.add_cookies([{"name": "sessionid", "value": cookie, "url": visitor.house}])
        # The pages of these tests stand alone, without the process that serves sockets.
        visitor.context.route_web_socket("**/ws/me/", lambda socket: None)
        return visitor

    return make


def test_a_report_is_decided_by_key_told_appealed_and_answered_by_another(in_the_house):
    rita = a_creator("rita", bio="Row two, I will find you.")
    vera = in_the_house(a_person("vera"))
    page = vera.visit("/@rita/")
    page.get_by_role("link", name="Report Rita").click()
    dialog = page.get_by_role("dialog", name="Report “Rita”")
    expect(dialog.get_by_label("Harassment")).to_be_focused()
    dialog.get_by_label("Harassment").check()
    dialog.get_by_label("What should we know").fill("Row two is me.")
    dialog.get_by_role("button", name="Report it").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_text("Thank you for saying so.")).to_be_visible()
    expect(page.get_by_role("link", name="Report Rita")).to_be_focused()
    page.get_by_role("link", name="Report Rita").click()
    dialog.get_by_label("Spam").check()
    dialog.get_by_role("button", name="Report it").click()
    expect(dialog.get_by_text("You have reported this already.")).to_be_visible()

    reported(a_creator("len"), a_person("emil"), type="other")
    mo = in_the_house(a_moderator("mo"))
    desk = mo.visit(DESK_PAGE)
    desk.keyboard.press("n")
    expect(desk.get_by_role("heading", name="Rita", exact=True)).to_be_focused()
    expect(desk.get_by_text("Yours for 10 minutes")).to_be_visible()
    expect(desk.get_by_text("Row two, I will find you.")).to_be_visible()
    expect(desk.get_by_text("Row two is me.")).to_be_visible()
    address = desk.url
    desk.keyboard.press("t")
    expect(desk.get_by_role("heading", name="Len", exact=True)).to_be_focused()
    expect(desk.locator("#judging-says")).to_have_text("Time out: Rita")
    desk.keyboard.press("u")
    expect(desk.get_by_role("heading", name="Rita", exact=True)).to_be_focused()
    assert UserSanction.objects.get().lifted_at is not None
    desk.keyboard.press("t")
    expect(desk.get_by_role("heading", name="Len", exact=True)).to_be_focused()
    assert desk.url != address
    sanction = UserSanction.objects.get(lifted_at=None)
    assert (sanction.person, sanction.issued_by.username) == (rita.user, "mo")

    assert relay()
    page = vera.visit("/settings/reports/")
    expect(page.get_by_text("Acted upon")).to_be_visible()
    page = vera.visit("/notifications/")
    expect(page.get_by_text("What you reported: Rita")).to_be_visible()

    accused = in_the_house(rita.user)
    page = accused.visit("/settings/standing/")
    page.get_by_role("main").get_by_role("link", name="Appeal").click()
    page.get_by_role("main").get_by_role("textbox").fill("Row two and I have been married for ten years.")
    page.get_by_role("button", name="Send the appeal").click()
    expect(page.get_by_text("Row two and I have been married")).to_be_visible()

    other = in_the_house(a_moderator("max"))
    page = other.visit("/admin/")
    page.get_by_role("link", name="Appeals").first.click()
    page.get_by_role("link", name="rita").first.click()
    expect(page.get_by_text("married for ten years")).to_be_visible()
    page.locator("textarea[name=answer]").fill("We looked again. You were right, and we are sorry.")
    page.locator("button[name=verdict][value=grant]").click()
    expect(page.get_by_text("Answered. They have been told.")).to_be_visible()
    sanction.refresh_from_db()
    assert sanction.lifted_by.username == "max"

    said = io.StringIO()
    call_command("verify_audit", stdout=said)
    assert vera.troubles == []
    assert mo.troubles == []
    assert accused.troubles == []
    assert other.troubles == []


def test_a_ban_is_asked_about_once_and_escape_leaves_it(in_the_house):
    case = reported(a_creator("rita"), a_person("vera")).case
    senior = in_the_house(a_moderator("sena", Role.SENIOR_MODERATOR))
    page = senior.visit(f"{DESK_PAGE}{case.pk}/")
    page.keyboard.press("b")
    expect(page.get_by_text("Ban rita for good?")).to_be_visible()
    expect(page.get_by_role("button", name="Ban")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Ban rita for good?")).to_be_hidden()
    assert not UserSanction.objects.exists()
    page.keyboard.press("b")
    expect(page.get_by_text("Ban rita for good?")).to_be_visible()
    page.keyboard.press("y")
    expect(page.get_by_text("The house is quiet")).to_be_visible()
    assert UserSanction.objects.get().kind == "ban"
    assert senior.troubles == []


def test_keys_sleep_while_somebody_writes_and_when_they_are_switched_off(in_the_house):
    case = reported(a_creator("rita"), a_person("vera")).case
    page = in_the_house(a_moderator("mo")).visit(f"{DESK_PAGE}{case.pk}/")
    page.get_by_label("What they are told").press_sequentially("down with toast")
    page.get_by_role("heading", name="Rita", exact=True).focus()
    page.evaluate("localStorage.setItem('shortcuts', 'off')")
    page.keyboard.press("d")
    page.wait_for_timeout(200)
    assert ReviewCase.objects.get().status == "open"
    page.evaluate("localStorage.removeItem('shortcuts')")
    page.keyboard.press("d")
    expect(page.get_by_text("The house is quiet")).to_be_visible()
    assert ReviewCase.objects.get().reason == "down with toast"


def test_a_refusal_is_read_where_it_happened(in_the_house):
    case = reported(a_creator("rita"), a_person("vera")).case
    mo = in_the_house(a_moderator("mo"))
    page = mo.visit(f"{DESK_PAGE}{case.pk}/")
    in_the_house(a_moderator("max")).visit(f"{DESK_PAGE}{case.pk}/").keyboard.press("c")
    expect(page.get_by_role("button", name="Dismiss")).to_be_visible()
    page.wait_for_timeout(300)
    page.keyboard.press("d")
    expect(page.get_by_role("alert").get_by_text("max has this case.")).to_be_visible()
    assert [trouble for trouble in mo.troubles if "409" not in trouble] == []


def test_reporting_and_deciding_work_without_any_script(in_the_house):
    a_creator("rita")
    vera = in_the_house(a_person("vera"), java_script_enabled=False)
    page = vera.page
    page.goto(f"{vera.house}/@rita/")
    page.get_by_role("link", name="Report Rita").click()
    page.get_by_label("Spam").check()
    page.get_by_role("button", name="Report it").click()
    expect(page.get_by_role("heading", name="Rita", exact=True)).to_be_visible()
    assert Report.objects.get().type == "spam"

    mo = in_the_house(a_moderator("mo"), java_script_enabled=False)
    desk = mo.page
    desk.goto(mo.house + DESK_PAGE)
    desk.get_by_role("button", name="Next case").click()
    desk.get_by_role("button", name="Warn").click()
    assert ReviewCase.objects.get().outcome == "warn"


@pytest.mark.parametrize("look", [("dark", DESK), ("light", PHONE)], ids=["desk by night", "phone by day"])
@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed; run `python -m roastlive.frontend`")
def test_nobody_is_kept_out_of_moderation(in_the_house, look):
    rita = a_creator("rita", bio="Row two, I will find you.")
    flag(kind="channel", id=rita.pk, decision=held())
    case = reported(rita, a_person("vera"), words="Row two is me.").case
    theme, size = look
    senior = in_the_house(a_moderator("sena", Role.SENIOR_MODERATOR), theme=theme, size=size, bypass_csp=True)
    for path in (
        DESK_PAGE,
        f"{DESK_PAGE}{case.pk}/",
        f"{DESK_PAGE}{case.pk}/?tab=decided",
        "/admin/moderation/reviewcase/statistics/",
        "/admin/moderation/reviewcase/",
        "/admin/moderation/report/",
        "/admin/moderation/moderationflag/",
        "/admin/moderation/moderationaction/",
    ):
        page = senior.visit(path)
        page.wait_for_load_state("networkidle")
        assert senior.barriers() == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        shots = os.environ.get("SCREENSHOTS")
        if shots:
            name = path.strip("/").replace("/", "-").replace("?", "-")
            page.screenshot(path=f"{shots}/{name}-{theme}.png", full_page=True)
    vera = in_the_house(case.reports.get().reporter, theme=theme, size=size, bypass_csp=True)
    for path in (f"/report/channel/{rita.pk}/", "/settings/reports/"):
        page = vera.visit(path)
        assert vera.barriers() == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    vera.visit("/@rita/").get_by_role("link", name="Report Rita").click()
    expect(vera.page.get_by_role("dialog")).to_be_visible()
    assert vera.barriers() == []
    assert senior.troubles == []
    assert vera.troubles == []
