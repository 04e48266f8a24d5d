"""Points for a reward: a viewer redeems it, the creator does it, and both see what became of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from accounts.services.following import follow
from accounts.tests.ensemble import a_creator, a_person
from economy.tests.shelf import a_reward, give_points
from tests.e2e.conftest import DESK, PHONE

pytestmark = [pytest.mark.e2e, pytest.mark.sockets, pytest.mark.django_db(transaction=True)]


def test_a_viewer_redeems_and_the_creator_does_it(visitor_with):
    rita, vera = a_creator("rita"), a_person("vera")
    follow(follower=vera, creator=rita)
    # Five more are for following somebody.
    give_points(vera, 445)
    at_home, on_stage = visitor_with(size=PHONE, theme="light"), visitor_with()

    on_stage.log_in("rita")
    page = on_stage.visit("/studio/rewards/")
    page.get_by_role("link", name="New reward").first.click()
    page.get_by_label("What they get").fill("I insult your boss")
    page.get_by_label("Price in points").fill("200")
    page.get_by_label("Megaphone").check(force=True)
    page.get_by_label("Ask them something").fill("What is your boss called?")
    page.get_by_label("How many there are").fill("3")
    page.get_by_role("button", name="Put it on the shelf").click()
    expect(page.get_by_text("It is on the shelf.")).to_be_visible()

    at_home.log_in("vera")
    theirs = at_home.visit("/rewards/")
    expect(theirs.get_by_text("450", exact=True)).to_be_visible()
    theirs.get_by_role("link", name="Redeem I insult your boss").click()
    dialog = theirs.get_by_role("dialog")
    dialog.get_by_label("What is your boss called?").fill("Gerald")
    dialog.get_by_role("button", name="Give 200 points").click()
    expect(theirs.get_by_text("It is yours. We tell you when it is done.")).to_be_visible()
    expect(theirs.get_by_role("main").get_by_text("Waiting", exact=True)).to_be_visible()

    page = on_stage.visit("/studio/rewards/")
    expect(page.get_by_text("Gerald")).to_be_visible()
    page.get_by_label("A line to them").fill("Gerald will remember")
    page.get_by_role("button", name="It is done").click()
    expect(page.get_by_text("Done. They have been told.")).to_be_visible()
    expect(page.get_by_text("1 of 3 redeemed")).to_be_visible()

    theirs = at_home.visit("/rewards/mine/")
    expect(theirs.get_by_text("Gerald will remember")).to_be_visible()
    expect(theirs.get_by_role("main").get_by_text("Done", exact=True)).to_be_visible()
    theirs = at_home.visit("/rewards/")
    expect(theirs.get_by_text("250", exact=True)).to_be_visible()
    assert (at_home.troubles, on_stage.troubles) == ([], [])


def test_it_works_without_any_script_and_can_be_taken_back(visitor_with):
    rita, vera = a_creator("rita"), a_person("vera")
    a_reward(rita, title="A shout-out", price=100)
    give_points(vera, 100)
    visitor = visitor_with(java_script_enabled=False)
    visitor.log_in("vera")
    page = visitor.visit("/@rita/")
    page.get_by_role("link", name="Redeem A shout-out").click()
    page.get_by_role("button", name="Give 100 points").click()
    expect(page.get_by_role("heading", name="Rewards")).to_be_visible()
    page.get_by_role("button", name="Take it back A shout-out").click()
    expect(page.get_by_text("The points are back with you.")).to_be_visible()


@pytest.mark.parametrize("look", [("dark", DESK), ("light", PHONE)], ids=["desk by night", "phone by day"])
def test_nobody_is_kept_out_of_these_pages(visitor_with, look):
    rita, vera = a_creator("rita"), a_creator("vera")
    follow(follower=vera.user, creator=rita)
    give_points(vera.user, 300)
    reward = a_reward(rita, question="Whom?", stock=2, per_person=1)
    a_reward(rita, title="A whole song", price=5000, drawing="song")
    a_reward(vera, title="My socks", price=50)
    theme, size = look
    visitor = visitor_with(theme=theme, size=size, bypass_csp=True)
    visitor.log_in("vera")
    for path in (
        "/rewards/",
        f"/rewards/{reward.pk}/",
        "/rewards/mine/",
        "/studio/rewards/",
        "/studio/rewards/new/",
        "/studio/earnings/",
        "/@rita/",
    ):
        page = visitor.visit(path)
        assert visitor.barriers() == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert visitor.troubles == []
