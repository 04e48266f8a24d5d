"""A creator proves who they are, a reviewer looks, and the creator reads what came of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.tests.cast import PASSWORD, code_of, with_second_factor
from accounts.tests.ensemble import a_creator, a_person
from moderation.demo.papers import passport, selfie
from moderation.roles import Role
from tests.e2e.conftest import DESK, PHONE, Visitor

pytestmark = [pytest.mark.e2e, pytest.mark.sockets, pytest.mark.django_db(transaction=True)]


def log_in(visitor: Visitor, name: str) -> Page:
    page = visitor.visit("/login/")
    page.get_by_label("Email").first.fill(f"{name}@example.com")
    page.get_by_label("Password").first.fill(PASSWORD)
    page.get_by_role("main").locator("form button.button--hot").first.click()
    page.wait_for_url("**/")
    return page


def reviewer(name: str) -> User:
    somebody = a_person(name, is_staff=True, role=User.Role.MODERATOR, date_of_birth=date(1985, 1, 1))
    somebody.groups.add(Group.objects.get(name=Role.SENIOR_MODERATOR))
    with_second_factor(somebody)
    return somebody


def enter_desk(visitor: Visitor, somebody: User, path: str) -> Page:
    page = visitor.visit(path)
    page.locator("input[name=username]").fill(somebody.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form button[type=submit]").first.click()
    page.locator("input[name=code]").fill(code_of(somebody))
    page.get_by_role("main").locator("form button[type=submit]").first.click()
    page.wait_for_url(f"**{path}")
    return page


def papers(folder: Path) -> dict[str, Path]:
    paper = passport("Rita Maria Rust", number="C01X00T47", born="1990-01-01", until="2031-05-01", look=1)
    held = selfie("Rita Maria Rust", look=1, paper=paper)
    found = {"front": folder / "front.jpg", "selfie": folder / "selfie.jpg"}
    found["front"].write_bytes(paper.read())
    found["selfie"].write_bytes(held.read())
    return found


def fill_in(page: Page, pictures: dict[str, Path]) -> None:
    page.get_by_label("Legal name").fill("Rita Maria Rust")
    page.get_by_label("Date of birth").fill("1990-01-01")
    page.get_by_label("Address").fill("Stage Street 4\n10115 Berlin")
    page.get_by_label("Where you live").select_option("DE")
    page.get_by_label("Kind of document").select_option("passport")
    page.get_by_label("Issued by").select_option("DE")
    page.get_by_label("Number of the document").fill("C01X00T47")
    page.get_by_label("Valid until").fill("2031-05-01")
    page.get_by_label("Front of the document").set_input_files(pictures["front"])
    page.get_by_label("You, holding it").set_input_files(pictures["selfie"])


def take_it(page: Page) -> None:
    expect(page.get_by_text("Closed until somebody takes it")).to_be_visible()
    page.keyboard.press("t")
    expect(page.get_by_text("C01X00T47")).to_be_visible()


def test_a_creator_sends_pictures_a_reviewer_approves_by_key_and_the_creator_sees_it(visitor_with, tmp_path):
    a_creator("rita")
    sue = reviewer("sue")
    rita, desk = visitor_with(size=PHONE, theme="light"), visitor_with()

    page = log_in(rita, "rita")
    page = rita.visit("/studio/profile/")
    page.get_by_role("link", name="Identity").click()
    expect(page.get_by_text("Nothing sent yet")).to_be_visible()
    fill_in(page, papers(tmp_path))
    page.get_by_role("button", name="Send it in").click()
    expect(page.get_by_text("It is with us")).to_be_visible()

    theirs = enter_desk(desk, sue, "/admin/moderation/kycverification/")
    theirs.get_by_role("link", name="rita", exact=False).first.click()
    take_it(theirs)
    picture = theirs.get_by_role("img", name="Front of the document")
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("naturalWidth", 1500)
    theirs.locator("[data-zoom]").first.click()
    expect(theirs.locator(".proof__glass--large")).to_have_count(1)
    theirs.keyboard.press("a")
    expect(theirs.get_by_text("Approved. They have been told.")).to_be_visible()

    rita.visit("/studio/identity/")
    expect(page.get_by_text("Your identity is proven", exact=True)).to_be_visible()
    assert rita.troubles == []
    assert desk.troubles == []


def test_a_reviewer_sends_it_back_with_a_reason_by_keys_alone(visitor_with, tmp_path):
    a_creator("rita")
    sue = reviewer("sue")
    rita, desk = visitor_with(java_script_enabled=False), visitor_with()
    log_in(rita, "rita")
    page = rita.visit("/studio/identity/")
    fill_in(page, papers(tmp_path))
    page.get_by_role("button", name="Send it in").click()
    expect(page.get_by_text("It is with us")).to_be_visible()

    theirs = enter_desk(desk, sue, "/admin/moderation/kycverification/")
    theirs.get_by_role("link", name="rita", exact=False).first.click()
    take_it(theirs)
    for key in ("r", "1", "s"):
        theirs.keyboard.press(key)
    expect(theirs.get_by_text("Sent back. They have been told why.")).to_be_visible()

    page = rita.visit("/studio/identity/")
    expect(page.get_by_text("It was sent back")).to_be_visible()
    expect(page.get_by_text("The pictures cannot be read.", exact=False)).to_be_visible()
    expect(page.get_by_label("Legal name")).to_have_value("Rita Maria Rust")
    assert desk.troubles == []


@pytest.mark.parametrize("look", [("dark", DESK), ("light", PHONE)], ids=["desk by night", "phone by day"])
def test_nobody_is_kept_out_of_these_pages(visitor_with, look, tmp_path):
    a_creator("rita")
    sue = reviewer("sue")
    theme, size = look
    rita = visitor_with(theme=theme, size=size, bypass_csp=True)
    desk = visitor_with(theme=theme, size=size, bypass_csp=True)
    log_in(rita, "rita")
    page = rita.visit("/studio/identity/")
    assert rita.barriers() == []
    fill_in(page, papers(tmp_path))
    page.get_by_role("button", name="Send it in").click()
    expect(page.get_by_text("It is with us")).to_be_visible()
    assert rita.barriers() == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    theirs = enter_desk(desk, sue, "/admin/moderation/kycverification/")
    assert theirs.evaluate("document.documentElement.scrollWidth <= innerWidth")
    theirs.get_by_role("link", name="rita", exact=False).first.click()
    take_it(theirs)
    theirs.keyboard.press("r")
    expect(theirs.get_by_text("Why? They read this.")).to_be_visible()
    assert desk.barriers() == []
    assert theirs.evaluate("document.documentElement.scrollWidth <= innerWidth")
