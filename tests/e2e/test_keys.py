"""In by every key there is, and out by somebody else's hand."""

from __future__ import annotations

import os
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from accounts.models import TotpDevice
from accounts.tests.cast import code_now, letters, path_in, person
from tests.e2e.conftest import PHONE

pytestmark = [pytest.mark.e2e, pytest.mark.sockets, pytest.mark.django_db(transaction=True)]

PASSWORD = "a stage of her own"
EMAIL = "nora@example.com"


def log_in(page: Page, house: str, email: str = EMAIL) -> None:
    page.goto(house + "/login/")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Come in", exact=True).click()


def give_code(page: Page, code: str) -> None:
    page.get_by_label("Code", exact=True).fill(code)
    page.get_by_role("main").get_by_role("button", name="Come in").click()


def log_out(page: Page) -> None:
    page.get_by_role("button", name="Menu of nora").click()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("link", name="Log in")).to_be_visible()


def is_in(page: Page) -> None:
    expect(page.get_by_role("button", name="Menu of nora")).to_be_visible()


def with_authenticator(page: Page) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_somebody_comes_in_by_every_key_and_ends_a_device(visitor_with, house):
    nora = visitor_with()
    page = nora.page

    page.goto(house + "/register/")
    page.get_by_label("Email address").fill(EMAIL)
    page.get_by_label("Username").fill("nora")
    page.get_by_label("Date of birth").fill("1990-05-01")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Take a seat").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    page.goto(house + path_in(letters()[-1]))
    page.get_by_role("button", name="Confirm and come in").click()
    is_in(page)

    page.goto(house + "/settings/security/")
    page.get_by_role("link", name="Set it up").click()
    expect(page.locator(".qr__picture")).to_be_visible()
    address = page.get_by_role("link", name="Open the app").get_attribute("href")
    [secret] = parse_qs(urlsplit(address).query)["secret"]
    page.get_by_label("Code", exact=True).fill(code_now(secret))
    page.get_by_role("button", name="Switch it on").click()
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text("10 backup codes are left")).to_be_visible()

    log_out(page)
    # The step of the set-up is used up; that none is taken twice is shown elsewhere, so nobody waits for the next here.
    TotpDevice.objects.update(last_step=-1)
    log_in(page, house)
    give_code(page, code_now(secret))
    is_in(page)

    log_out(page)
    log_in(page, house)
    give_code(page, codes[0])
    is_in(page)
    log_out(page)
    log_in(page, house)
    give_code(page, codes[0])
    expect(page.get_by_text("was used already")).to_be_visible()
    page.wait_for_timeout(1100)
    give_code(page, codes[1])
    is_in(page)

    with_authenticator(page)
    page.goto(house + "/settings/security/")
    page.get_by_label("Name of the new passkey").fill("Blue key")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_label("Name of the passkey")).to_have_value("Blue key")
    log_out(page)
    page.goto(house + "/login/")
    page.get_by_role("button", name="Come in with a passkey").click()
    is_in(page)

    other = visitor_with(size=PHONE)
    there = other.page
    log_in(there, house)
    give_code(there, codes[2])
    is_in(there)
    there.goto(house + "/settings/")
    expect(there.get_by_role("link", name="Notifications").first).to_have_attribute("data-listening", "true")
    page.goto(house + "/settings/devices/")
    page.locator("li", has_not_text="This device").get_by_role("button", name="End it").click()
    began = time.monotonic()
    there.wait_for_url("**/login/**", timeout=2000)
    assert time.monotonic() - began < 2
    expect(page.get_by_text("That device is logged out.")).to_be_visible()
    refused = [trouble for trouble in nora.troubles if "status of 400" not in trouble]
    assert refused == []


def test_a_passkey_is_removed_and_opens_nothing_any_more(visitor_with, house):
    person("nora")
    page = visitor_with().page
    log_in(page, house)
    is_in(page)
    with_authenticator(page)
    page.goto(house + "/settings/security/")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("button", name="Remove Passkey").click()
    expect(page.get_by_text("opens nothing here any more")).to_be_visible()
    log_out(page)
    page.goto(house + "/login/")
    page.get_by_role("button", name="Come in with a passkey").click()
    expect(page.get_by_text("This passkey could not be read")).to_be_visible()


PAGES = [
    "/login/",
    "/register/",
    "/reset/",
    "/settings/security/",
    "/settings/security/two-factor/",
    "/settings/security/password/",
    "/settings/devices/",
    "/settings/tokens/",
]


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_pages_of_keys_keep_nobody_out(visitor_with, house, theme):
    person("nora")
    somebody = visitor_with(theme=theme, size=PHONE, bypass_csp=True)
    barriers, wide = {}, []
    for address in PAGES:
        if address.startswith("/settings/security/") and address.endswith("security/"):
            log_in(somebody.page, house)
            is_in(somebody.page)
        somebody.page.goto(house + address)
        barriers[address] = somebody.barriers()
        if somebody.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(address)
        shots = os.environ.get("SCREENSHOTS")
        if shots:
            somebody.page.screenshot(path=f"{shots}/{address.strip('/').replace('/', '-')}-{theme}.png", full_page=True)
    assert {address: found for address, found in barriers.items() if found} == {}
    assert wide == []
    assert somebody.troubles == []
