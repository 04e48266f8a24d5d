"""A viewer gives, the creator sees it at once, and the wallet keeps up."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from accounts.tests.ensemble import a_creator, a_person
from economy.models import Gift
from economy.tests.purse import earned, gift_from, purse, somebody_with, tip_from
from roastlive.lib.rls import acting_as_house
from streams.tests.stage import a_live_show
from tests.e2e.conftest import DESK, PHONE

pytestmark = [pytest.mark.e2e, pytest.mark.sockets, pytest.mark.django_db(transaction=True)]


def gifts() -> int:
    with acting_as_house():
        return Gift.objects.count()


def test_a_gift_and_a_tip_arrive_at_once_and_wallets_keep_up(visitor_with):
    viewer, rita = somebody_with(10_000), a_creator("rita", stage_name="Rita Rust")
    vera, creator, wallet = visitor_with(), visitor_with(size=PHONE, theme="light"), visitor_with()
    vera.log_in("vera")
    creator.log_in("rita")
    wallet.log_in("vera")
    theirs = creator.visit("/wallet/")
    expect(theirs.locator("html")).to_have_attribute("data-live", "open")
    balance = wallet.visit("/wallet/").locator(".wallet__figure [data-wallet=available]")
    expect(balance).to_have_text("10,000")
    expect(wallet.page.locator("html")).to_have_attribute("data-live", "open")

    page = vera.visit("/@rita/")
    page.get_by_role("button", name="Give a gift").click()
    tray = page.locator("#gift-tray")
    tray.get_by_role("radio", name="Crown").check()
    tray.get_by_label("How many").fill("2")
    tray.get_by_role("button", name="Send 2,000 tokens").click()
    expect(page.locator(".gift-shown__what")).to_have_text("Crown × 2")
    expect(tray.locator("[data-wallet=available]")).to_have_text("8,000")
    expect(balance).to_have_text("8,000")
    expect(theirs.locator(".gift-shown__what")).to_have_text("Crown × 2")
    expect(theirs.locator(".gift-shown__who")).to_have_text("vera")
    expect(theirs.locator("[data-wallet=earnings]")).to_have_text("1,400")

    tray.get_by_role("button", name="Again").click()
    expect(page.locator(".gift-shown__what")).to_have_text("Crown × 4")
    expect(theirs.locator(".gift-shown__what")).to_have_text("Crown × 4")
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Tip", exact=True).click()
    tip = page.locator("#tip-tray")
    tip.get_by_role("button", name="100", exact=True).click()
    tip.get_by_label("A few words").fill("For the ukulele.")
    tip.get_by_role("button", name="Send 100 tokens").click()
    expect(page.get_by_text("It is theirs.")).to_be_visible()
    expect(tip).to_be_hidden()
    expect(theirs.get_by_text("vera: For the ukulele.")).to_be_visible()
    expect(balance).to_have_text("5,900")
    assert page.url.endswith("/@rita/")
    assert (purse(viewer), earned(rita)) == (5900, 2890)
    assert vera.troubles == creator.troubles == wallet.troubles == []


def test_twenty_presses_are_one_gift(visitor_with):
    viewer = somebody_with(1000)
    a_creator("rita")
    vera = visitor_with()
    vera.log_in("vera")
    page = vera.visit("/@rita/")
    page.get_by_role("button", name="Give a gift").click()
    page.locator("#gift-tray").get_by_role("radio", name="Airhorn").check()
    page.locator("#gift-tray [data-send]").click(click_count=20)
    expect(page.locator("#gift-tray [data-wallet=available]")).to_have_text("975")
    expect(page.locator("#gift-tray [data-combo]")).to_be_visible()
    assert (gifts(), purse(viewer)) == (1, 975)
    assert vera.troubles == []


def test_what_cannot_be_paid_is_said_where_it_was_pressed(visitor_with):
    viewer = somebody_with(20)
    a_creator("rita")
    vera = visitor_with(size=PHONE)
    vera.log_in("vera")
    page = vera.visit("/@rita/")
    page.get_by_role("button", name="Give a gift").click()
    page.locator("#gift-tray").get_by_role("radio", name="Airhorn").check()
    page.locator("#gift-tray [data-send]").click()
    expect(page.locator("#gift-tray").get_by_role("alert")).to_have_text("The balance does not cover that.")
    assert (gifts(), purse(viewer)) == (0, 20)


def test_giving_works_without_any_script(visitor_with):
    viewer = somebody_with(1000)
    a_creator("rita", stage_name="Rita Rust")
    vera = visitor_with(java_script_enabled=False)
    vera.log_in("vera")
    page = vera.visit("/@rita/")
    page.get_by_role("button", name="Give a gift").click()
    page.locator("#gift-tray").get_by_role("radio", name="Tomato").check()
    page.locator("#gift-tray").get_by_role("button", name="Send").click()
    expect(page.get_by_text("1 × Tomato for Rita Rust. Good taste.")).to_be_visible()
    page = vera.visit("/@rita/give/")
    page.get_by_label("Tokens", exact=True).fill("5000")
    page.get_by_role("button", name="Send").last.click()
    expect(page.get_by_text("The balance does not cover that.")).to_be_visible()
    assert purse(viewer) == 999


@pytest.mark.parametrize("look", [("dark", DESK), ("light", PHONE)], ids=["desk by night", "phone by day"])
def test_nobody_is_kept_out_of_these_pages(visitor_with, look):
    theme, size = look
    viewer, rita = somebody_with(1000), a_creator("rita")
    gift = gift_from(viewer, rita).gift
    tip_from(viewer, rita, 10, "Encore")
    a_person("emil")
    vera = visitor_with(theme=theme, size=size, bypass_csp=True)
    vera.log_in("vera")
    month = f"{gift.created_at:%Y}/{gift.created_at.month}"
    for path in (
        "/wallet/",
        "/wallet/history/",
        f"/wallet/statements/{month}/",
        f"/wallet/receipts/{gift.transfer_id}/",
        "/@rita/give/",
        "/@rita/",
    ):
        page = vera.visit(path)
        assert vera.barriers() == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.get_by_role("button", name="Give a gift").click()
    assert vera.barriers() == [], "the tray"
    assert vera.troubles == []


def test_what_is_given_on_the_page_of_a_show_names_the_show(visitor_with):
    somebody_with(1000)
    show = a_live_show("rita")
    vera = visitor_with()
    vera.log_in("vera")
    page = vera.visit("/@rita/")
    # As the page of the show renders them.
    page.evaluate(
        """show => document.querySelectorAll("[data-gift-form], [data-tip-form]").forEach(form => {
            for (const [name, value] of [["subject_kind", "stream"], ["subject_id", show]]) {
                const field = Object.assign(document.createElement("input"), { type: "hidden", name, value });
                form.append(field);
            }
        })""",
        str(show.pk),
    )
    page.get_by_role("button", name="Give a gift").click()
    tray = page.locator("#gift-tray")
    tray.get_by_role("radio", name="Airhorn").check()
    tray.get_by_role("button", name="Send 25 tokens").click()
    expect(page.locator(".gift-shown__what")).to_have_text("Airhorn × 1")
    with acting_as_house():
        assert Gift.objects.values_list("subject_kind", "subject_id").get() == ("stream", str(show.pk))
