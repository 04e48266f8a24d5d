"""Somebody takes everything with them, leaves, nearly comes back, and is gone."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.services.following import follow
from accounts.tasks import erase_leavers
from accounts.tests.cast import PASSWORD
from accounts.tests.ensemble import a_creator, a_person
from roastlive.lib.outbox import relay
from tests.e2e.conftest import DESK, PHONE, Visitor

pytestmark = [pytest.mark.e2e, pytest.mark.sockets, pytest.mark.django_db(transaction=True)]


def give_password(visitor: Visitor, name: str) -> Page:
    page = visitor.visit("/login/")
    page.get_by_label("Email").first.fill(f"{name}@example.com")
    page.get_by_label("Password").first.fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Come in", exact=True).click()
    return page


def is_in(page: Page, name: str) -> None:
    expect(page.get_by_role("button", name=f"Menu of {name}")).to_be_visible()


def test_somebody_takes_it_all_along_leaves_and_is_gone(visitor_with, tmp_path):
    follow(follower=a_creator("rita", bio="Dry.").user, creator=a_creator("nils"))
    rita, phone = visitor_with(), visitor_with(size=PHONE)
    page = give_password(rita, "rita")
    is_in(page, "rita")
    there = give_password(phone, "rita")
    is_in(there, "rita")

    page = rita.visit("/settings/privacy/")
    page.get_by_role("button", name="Ask for everything we keep about you").click()
    expect(page.get_by_text("We are putting it together", exact=True)).to_be_visible()
    relay()
    page.get_by_role("link", name="Everything we keep about you is ready").click()
    page.wait_for_url("**/settings/privacy/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download it").click()
    kept = tmp_path / download.value.suggested_filename
    download.value.save_as(kept)
    with zipfile.ZipFile(kept) as archive:
        assert json.loads(archive.read("accounts/person.json"))[0]["email"] == "rita@example.com"
        assert json.loads(archive.read("accounts/follows.json"))[0]["channel"] == "nils"
        archive.extractall(tmp_path / "unpacked")
    at_home = visitor_with()
    at_home.page.goto((tmp_path / "unpacked" / "index.html").as_uri())
    expect(at_home.page.get_by_role("heading", name="What we keep about rita")).to_be_visible()
    assert at_home.barriers() == []

    page = rita.visit("/settings/privacy/")
    page.get_by_role("link", name="Leave RoastLive").click()
    expect(page.get_by_role("heading", name="What stays")).to_be_visible()
    page.get_by_label("Write your username").fill("otto")
    page.get_by_role("button", name="Leave for good").click()
    expect(page.get_by_text("This is not your username.")).to_be_visible()
    page.get_by_label("Write your username").fill("rita")
    page.get_by_role("button", name="Leave for good").click()
    expect(page.get_by_text("you can come back by logging in")).to_be_visible()
    # The other device is out by itself.
    expect(there.get_by_role("link", name="Log in")).to_be_visible()

    page = give_password(rita, "rita")
    expect(page.get_by_role("heading", name="You are leaving")).to_be_visible()
    page.get_by_role("button", name="I stay").click()
    is_in(page, "rita")
    expect(page.get_by_text("Good to have you back, rita.")).to_be_visible()

    page = rita.visit("/settings/privacy/leave/")
    page.get_by_label("Write your username").fill("rita")
    page.get_by_role("button", name="Leave for good").click()
    expect(page.get_by_role("link", name="Log in")).to_be_visible()
    User.objects.filter(username="rita").update(leaves_at=timezone.now())
    erase_leavers()
    relay()
    page = give_password(rita, "rita")
    expect(page.get_by_text("do not belong together")).to_be_visible()
    assert page.request.get(rita.house + "/@rita/").status == 404
    unexpected = [trouble for trouble in rita.troubles if "status of 400" not in trouble]
    assert unexpected == []


def test_all_of_it_works_without_any_script(visitor_with):
    a_person("vera")
    vera = visitor_with(java_script_enabled=False)
    is_in(give_password(vera, "vera"), "vera")
    page = vera.visit("/settings/privacy/")
    page.get_by_role("button", name="Ask for everything we keep about you").click()
    relay()
    page = vera.visit("/settings/privacy/")
    with page.expect_download():
        page.get_by_role("link", name="Download it").click()
    page = vera.visit("/settings/privacy/leave/")
    page.get_by_label("Write your username").fill("vera")
    page.get_by_role("button", name="Leave for good").click()
    expect(page.get_by_role("link", name="Log in")).to_be_visible()
    page = give_password(vera, "vera")
    page.get_by_role("button", name="I stay").click()
    is_in(page, "vera")


@pytest.mark.parametrize("look", [("dark", DESK), ("light", PHONE)], ids=["desk by night", "phone by day"])
def test_nobody_is_kept_out_of_the_question_whether_they_stay(visitor_with, look):
    User.objects.filter(pk=a_person("vera").pk).update(leaves_at=timezone.now() + timedelta(days=3))
    theme, size = look
    vera = visitor_with(theme=theme, size=size, bypass_csp=True)
    page = give_password(vera, "vera")
    page.wait_for_url("**/login/stay/")
    assert vera.barriers() == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert vera.troubles == []
