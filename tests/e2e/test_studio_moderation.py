"""A creator says what gets through, tries it, and names who may help; with and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from accounts.tests.cast import PASSWORD
from accounts.tests.ensemble import a_creator, a_person
from moderation.models import ModerationSettings
from roastlive.lib.redis_clients import redis_client
from tests.e2e.conftest import PHONE, Visitor

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def rita():
    redis_client().flushdb()
    a_person("vera")
    return a_creator("rita")


def at_the_settings(visitor: Visitor):
    page = visitor.visit("/login/")
    page.get_by_label("Email").first.fill("rita@example.com")
    page.get_by_label("Password").first.fill(PASSWORD)
    page.get_by_role("main").locator("form button.button--hot").first.click()
    page.wait_for_url("**/")
    return visitor.visit("/studio/moderation/")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_creator_sets_the_house_rules_of_their_channel(visitor_with, rita, scripts):
    visitor = visitor_with(size=PHONE, theme="light", java_script_enabled=scripts, bypass_csp=True)
    page = at_the_settings(visitor)
    page.get_by_role("textbox", name="A line").fill("k1ll y0urself")
    page.get_by_role("button", name="What would happen?").click()
    expect(page.get_by_text("It is turned away.")).to_be_visible()
    expect(page.get_by_text("Tells somebody to hurt or kill themselves.").first).to_be_visible()

    page.get_by_label("Strictness", exact=True).select_option("3")
    page.get_by_label("Words you do not want to read").fill("pineapple*\nhawaii")
    page.get_by_label("Off limits").fill("my kids\nthe divorce")
    page.get_by_label("Scorched: leave nothing standing").check()
    page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_text("Saved. It holds from the next line on.")).to_be_attached()
    row = ModerationSettings.objects.get(channel=rita)
    assert (row.strictness, row.heat, row.blocked_words) == (3, "scorched", ["pineapple*", "hawaii"])

    page.get_by_role("textbox", name="Your safe word").fill("red curtain")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("You have one. We do not show it here.")).to_be_visible()
    page.get_by_label("Username").fill("vera")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("moderates the chat", exact=True)).to_be_visible()
    if scripts:
        assert visitor.barriers() == []
