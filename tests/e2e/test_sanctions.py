"""Being sanctioned, appealing, and answering an appeal, in a real browser."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from accounts.models import User
from accounts.services.notifying import mark_read
from accounts.tests.cast import PASSWORD, logged_in, person
from moderation.models import Appeal, AuditLog
from moderation.services.appeals import appeal
from moderation.services.sanctions import lift
from moderation.tests.guardhouse import Kind, a_captain, sanctioned
from roastlive.lib.redis_clients import redis_client
from tests.e2e.conftest import DESK, PHONE

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

WORDS = "It was a quote from the act before mine, and the whole room knew it. Ask anybody in row one."
SIZES = [pytest.param(PHONE, id="phone"), pytest.param(DESK, id="desk")]
PAGES = {
    "sanctions": "/admin/moderation/usersanction/",
    "issue": "/admin/moderation/usersanction/add/",
    "appeals": "/admin/moderation/appeal/",
    "audit": "/admin/moderation/auditlog/",
    "safewords": "/admin/moderation/safewordtrigger/",
    "signals": "/admin/moderation/evasionsignal/",
}


@pytest.fixture(autouse=True)
def fresh_limits():
    redis_client().flushdb()


def come_in(visitor, somebody, *, second_factor=False):
    cookie = logged_in(somebody, second_factor=second_factor).cookies["sessionid"].value
    visitor.context.add_cookies([{"name": "sessionid", "value": cookie, "url": visitor.house}])


def keep(page, name):
    """For whoever wants to look at it: PICTURES=folder."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def a_past(dora, captain):
    sanctioned(dora, Kind.WARNING, by=captain, reason="Links to your own shop belong in your profile, not in chat.")
    over = sanctioned(dora, Kind.TIMEOUT, by=captain, reason="Shouting over the other act, three times in one set.")
    lift(sanction=over, by=captain, reason="The microphone was broken; it was not you.")
    return sanctioned(dora, Kind.MUTE, by=captain, reason="This went after somebody who had not agreed to it.")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_person_reads_their_standing_and_appeals(theme, size, visitor_with):
    dora, captain = person("dora"), a_captain()
    row = a_past(dora, captain)
    mark_read(user=dora)
    visitor = visitor_with(theme=theme, size=size, bypass_csp=True)
    come_in(visitor, dora)
    page = visitor.visit("/settings/standing/")
    assert visitor.barriers() == []
    keep(page, f"standing-{theme}-{size['width']}")
    page.locator(f"#sanction-{row.pk} a.button").click()
    keep(page, f"appeal-{theme}-{size['width']}")
    assert visitor.barriers() == []
    page.get_by_label("What we should know").fill(WORDS)
    page.get_by_role("button", name="Send the appeal").click()
    expect(page.get_by_text(WORDS)).to_be_visible()
    keep(page, f"appealed-{theme}-{size['width']}")
    # Pages alone run here; the socket of somebody who has come in is elsewhere.
    assert [trouble for trouble in visitor.troubles if "/ws/me/" not in trouble] == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_whoever_is_suspended_learns_it_at_the_door(theme, size, visitor_with):
    dora = person("dora")
    sanctioned(dora, Kind.SUSPENSION, reason="Three slurs in one set, after two warnings.")
    visitor = visitor_with(theme=theme, size=size, bypass_csp=True)
    page = visitor.visit("/login/")
    page.get_by_label("Email address").fill(dora.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("form button[type=submit].button--hot").first.click()
    expect(page.get_by_text("Three slurs in one set")).to_be_visible()
    assert visitor.barriers() == []
    keep(page, f"shut-out-{theme}-{size['width']}")
    page.get_by_role("link", name="Appeal").click()
    page.get_by_label("What we should know").fill(WORDS)
    keep(page, f"shut-out-appeal-{theme}-{size['width']}")
    page.get_by_role("button", name="Send the appeal").click()
    expect(page.get_by_text(WORDS)).to_be_visible()
    assert Appeal.objects.get().person == dora
    assert visitor.troubles == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_desk_answers_an_appeal_with_a_press_and_a_line(theme, size, visitor_with):
    dora, captain = person("dora"), a_captain()
    made = appeal(person=dora, sanction_id=a_past(dora, captain).pk, words=WORDS)
    act = AuditLog.objects.filter(act="sanction.issued").latest("created_at")
    chief = person("chief", is_staff=True, is_superuser=True, role=User.Role.ADMIN)
    visitor = visitor_with(theme=theme, size=size)
    come_in(visitor, chief, second_factor=True)
    for name, address in PAGES.items():
        page = visitor.visit(address)
        keep(page, f"{name}-{theme}-{size['width']}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    page = visitor.visit(f"/admin/moderation/auditlog/{act.pk}/change/")
    keep(page, f"act-{theme}-{size['width']}")
    page = visitor.visit(f"/admin/moderation/appeal/{made.pk}/change/")
    keep(page, f"answer-{theme}-{size['width']}")
    page.get_by_role("button", name="You were right").click()
    page.get_by_role("button", name="Grant it").click()
    page.wait_for_url("**/admin/moderation/appeal/")
    assert Appeal.objects.get().status == "upheld"
    assert visitor.troubles == []
