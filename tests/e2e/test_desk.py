"""The desk in a real browser: in one's hands, and under the house's content security policy."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import expect

from accounts.models import User
from accounts.tests.cast import logged_in, person
from roastlive.lib.models import OutboxMessage
from roastlive.lib.redis_clients import redis_client
from tests.e2e.conftest import AXE, DESK, PHONE

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

THEMES = ["dark", "light"]
SIZES = [pytest.param(PHONE, id="phone"), pytest.param(DESK, id="desk")]


@pytest.fixture(autouse=True)
def fresh_limits():
    """Nobody has tried to log in yet: limits live in Redis, which no new database empties."""
    redis_client().flushdb()


@pytest.fixture
def at_the_desk(visitor_with):
    """An administrator who has come in, and every request of whose browser that leaves the house is a trouble."""

    def make(**kind):
        chief = person("chief", is_staff=True, is_superuser=True, role=User.Role.ADMIN)
        visitor = visitor_with(**kind)
        cookie = logged_in(chief, second_factor=True).cookies["sessionid"].value
        visitor.context.add_cookies([{"name": "sessionid", "value": cookie, "url": visitor.house}])
        visitor.page.on("request", lambda request: _stay(visitor, request.url))
        return visitor

    return make


def _stay(visitor, url):
    if not url.startswith((visitor.house, "data:", "blob:")):
        visitor.troubles.append(f"asked {url}")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", THEMES)
def test_every_page_of_the_desk_is_quiet_and_fits(theme, size, at_the_desk):
    visitor = at_the_desk(theme=theme, size=size)
    dora, group = person("dora"), Group.objects.create(name="Moderators")
    message = OutboxMessage.objects.create(topic="webhook", payload={"n": 1}, state=OutboxMessage.State.QUARANTINED)
    for path in (
        "/admin/",
        "/admin/accounts/user/",
        "/admin/accounts/user/add/",
        f"/admin/accounts/user/{dora.pk}/change/",
        f"/admin/accounts/user/{dora.pk}/history/",
        f"/admin/accounts/user/{dora.pk}/password/",
        f"/admin/auth/group/{group.pk}/change/",
        f"/admin/auth/group/{group.pk}/delete/",
        "/admin/kernel/outboxmessage/",
        f"/admin/kernel/outboxmessage/{message.pk}/change/",
        "/admin/admin/logentry/",
        "/admin/password_change/",
    ):
        page = visitor.visit(path)
        page.wait_for_load_state("networkidle")
        assert visitor.troubles == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], path


@pytest.mark.parametrize("theme", THEMES)
def test_the_staff_entrance_is_quiet(theme, visitor_with):
    visitor = visitor_with(theme=theme)
    visitor.visit("/admin/login/").wait_for_load_state("networkidle")
    assert visitor.troubles == []


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed; run `python -m roastlive.frontend`")
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    "path",
    ["/admin/login/", "/admin/", "/admin/accounts/user/", "/admin/accounts/user/add/", "/admin/kernel/outboxmessage/"],
)
def test_nobody_is_kept_out_of_the_desk(path, theme, at_the_desk, visitor_with):
    OutboxMessage.objects.create(topic="webhook", payload={}, state=OutboxMessage.State.QUARANTINED)
    kind = visitor_with if path.endswith("login/") else at_the_desk
    visitor = kind(theme=theme, bypass_csp=True)
    visitor.visit(path).wait_for_load_state("networkidle")
    assert visitor.barriers() == []


def test_filters_search_menu_and_deeds_work_under_the_policy(at_the_desk):
    visitor = at_the_desk()
    person("lucia")
    OutboxMessage.objects.create(topic="webhook", payload={}, state=OutboxMessage.State.QUARANTINED)
    page = visitor.visit("/admin/accounts/user/")
    page.get_by_text("Filters").first.click()
    expect(page.get_by_text("By role")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("By role")).to_be_hidden()
    page.keyboard.press("Control+k")
    expect(page.locator("#search-input-command")).to_be_focused()
    page.keyboard.type("lucia")
    expect(page.locator("#command-results").get_by_text("lucia")).to_be_visible()
    visitor.visit("/admin/")
    page.keyboard.press("1")
    page.wait_for_url("**/outboxmessage/**")
    page.locator("input.action-select").check()
    page.locator("select[name=action]").select_option("try_again")
    page.get_by_role("button", name="Do it").click()
    expect(page.get_by_text("1 message is tried again.")).to_be_visible()
    assert visitor.troubles == []
    assert OutboxMessage.objects.waiting().filter(topic="webhook").count() == 1


def test_the_light_is_the_same_at_the_desk_and_on_the_stage(at_the_desk):
    visitor = at_the_desk(theme="dark")
    page = visitor.visit("/admin/")
    assert page.evaluate("document.documentElement.className") == "dark"
    page.locator(".desk-self__open").click()
    with page.expect_response("**/theme/") as remembered:
        page.get_by_text("Light", exact=True).click()
    assert remembered.value.status == 204
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(251, 248, 246)"
    visitor.visit("/admin/accounts/user/")
    assert page.evaluate("document.documentElement.className") == "light"
    # The pages of this test stand alone, without the process that serves sockets.
    visitor.context.route_web_socket("**/ws/me/", lambda socket: None)
    visitor.visit("/")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    assert visitor.troubles == []


def test_a_desk_whose_session_has_ended_shows_the_door(at_the_desk):
    visitor = at_the_desk()
    page = visitor.visit("/admin/")
    visitor.context.clear_cookies()
    page.evaluate("htmx.ajax('GET', location.pathname, {target: '#desk', select: '#desk', swap: 'outerHTML'})")
    expect(page.get_by_role("heading", name="Staff entrance")).to_be_visible()
    assert visitor.troubles == []


def test_the_desk_looks_for_news_by_itself(at_the_desk):
    visitor = at_the_desk()
    page = visitor.visit("/admin/")
    expect(page.get_by_text("Nothing waits")).to_be_visible()
    OutboxMessage.objects.create(topic="webhook", payload={}, state=OutboxMessage.State.QUARANTINED)
    page.evaluate("htmx.ajax('GET', location.pathname, {target: '#desk', select: '#desk', swap: 'outerHTML'})")
    expect(page.get_by_text("Messages in quarantine")).to_be_visible()
    assert visitor.troubles == []
