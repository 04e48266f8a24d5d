"""What a stranger sees and can reach, in a real browser."""

from __future__ import annotations

import gzip
import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import AXE, DESK, PHONE

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

PAGES = ["/", "/rules/", "/help/", "/status/", "/styleguide/", "/nobody/here/"]
THEMES = ["dark", "light"]
SIZES = [pytest.param(PHONE, id="phone"), pytest.param(DESK, id="desk")]
MOST_BYTES = 150_000


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_quiet_and_fits(path, theme, size, visitor_with) -> None:
    visitor = visitor_with(theme=theme, size=size)
    page = visitor.visit(path)
    expected = (
        ["Failed to load resource: the server responded with a status of 404 (Not Found)"] if path == PAGES[-1] else []
    )
    assert visitor.troubles == expected
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed; run `python -m roastlive.frontend`")
@pytest.mark.parametrize(
    ("theme", "size"), [pytest.param("dark", PHONE, id="phone"), pytest.param("light", DESK, id="desk")]
)
@pytest.mark.parametrize("path", PAGES)
def test_nobody_is_kept_out(path, theme, size, visitor_with) -> None:
    visitor = visitor_with(theme=theme, size=size, bypass_csp=True)
    visitor.visit(path)
    assert visitor.barriers() == []


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed; run `python -m roastlive.frontend`")
@pytest.mark.parametrize("theme", THEMES)
def test_nobody_is_kept_out_of_what_opens(theme, visitor_with) -> None:
    visitor = visitor_with(theme=theme, bypass_csp=True)
    page = visitor.visit("/")
    page.get_by_role("button", name="Lighting and language").click()
    assert visitor.barriers() == []
    page.keyboard.press("Escape")
    page.get_by_text("Say the safeword").click()
    page.keyboard.press("?")
    page.locator("#shortcuts").wait_for()
    assert visitor.barriers() == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_on_a_narrow_phone_with_large_letters(path, visitor_with) -> None:
    page = visitor_with(size={"width": 320, "height": 640}).visit(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("path", ["/", "/rules/", "/help/", "/status/"])
def test_a_page_is_light(path, visitor_with) -> None:
    """Code, styles, letters and signs together, as compressed as production serves them; pictures apart."""
    visitor = visitor_with()
    weights: dict[str, int] = {}

    def weigh(response) -> None:
        kind = response.headers.get("content-type", "")
        if kind.startswith("font/"):
            weights[response.url] = len(response.body())
        elif kind.startswith(("text/", "application/", "image/svg")):
            weights[response.url] = len(gzip.compress(response.body()))

    visitor.page.on("response", weigh)
    visitor.visit(path)
    visitor.page.wait_for_load_state("networkidle")
    assert any("inter" in url for url in weights)
    assert sum(weights.values()) < MOST_BYTES, weights


def test_a_chosen_light_changes_at_once_and_stays(visitor_with) -> None:
    visitor = visitor_with(theme="dark")
    page = visitor.visit("/")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(14, 11, 16)"
    page.evaluate("window.isTheSamePage = true")
    with page.expect_response("**/theme/"):
        page.locator(".footer").get_by_role("button", name="Light", exact=True).click()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(251, 248, 246)"
    assert page.evaluate("window.isTheSamePage")
    visitor.visit("/rules/")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(251, 248, 246)"
    assert visitor.troubles == []


def test_a_light_can_be_chosen_without_scripts(visitor_with) -> None:
    page = visitor_with(theme="dark", java_script_enabled=False).visit("/rules/")
    page.locator(".footer").get_by_role("button", name="Light", exact=True).click()
    assert page.url.endswith("/rules/")
    assert page.locator("html").get_attribute("data-theme") == "light"


def test_a_language_is_chosen_from_the_header(visitor_with) -> None:
    page = visitor_with(locale="en-GB").visit("/")
    page.get_by_role("button", name="Lighting and language").click()
    page.locator("#choices").get_by_role("button", name="Deutsch").click()
    assert page.locator("h1").inner_text().split() == ["Sag", "es", "ihnen", "ins", "Gesicht."]


def test_the_keyboard_reaches_everything_that_can_be_pressed(visitor_with) -> None:
    page = visitor_with().visit("/")
    pressable = page.evaluate(
        """[...document.querySelectorAll('a[href], button, input, summary')]
           .filter((one) => one.checkVisibility({opacityProperty: false}) && one.type !== 'hidden')
           .map((one, number) => (one.dataset.reached = number))"""
    )
    reached = set()
    for _ in range(len(pressable) + 5):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.dataset.reached"))
    assert {str(number) for number in pressable} <= reached


def test_focus_can_always_be_seen(visitor_with) -> None:
    page = visitor_with().visit("/")
    for _ in range(12):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """(() => { const one = document.activeElement;
               const around = [one, one.closest('label') ?? one];
               return around.some((each) => getComputedStyle(each).outlineStyle !== 'none') })()"""
        )
        assert seen, page.evaluate("document.activeElement.outerHTML")


def test_the_first_tab_offers_to_skip_the_header(visitor_with) -> None:
    page = visitor_with().visit("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_reactions_on_the_empty_stage_move_the_needle_and_it_falls_back(visitor_with) -> None:
    visitor = visitor_with(motion="no-preference")
    page = visitor.visit("/")
    meter = page.locator("#stage-meter")
    page.get_by_role("button", name="Fire").click()
    page.keyboard.press("6")
    expect(meter.locator("[data-meter-figure]")).to_have_text(re.compile(r"^\+\d"))
    expect(meter.locator("[data-meter-needle]")).to_have_attribute("transform", re.compile(r"^rotate\([1-9]\d"))
    for _ in range(4):
        page.get_by_role("button", name="Boo").click()
    expect(meter).to_have_attribute("aria-valuenow", re.compile(r"^-\d\d"))
    expect(meter).to_have_attribute("aria-valuenow", "0", timeout=30_000)
    expect(meter.locator("[data-meter-figure]")).to_have_text("0")
    assert visitor.troubles == []


def test_a_reaction_that_has_risen_is_gone(visitor_with) -> None:
    page = visitor_with(motion="no-preference").visit("/")
    page.get_by_role("button", name="Laugh").click()
    page.wait_for_selector(".risen")
    page.wait_for_selector(".risen", state="detached")


def test_the_safeword_freezes_the_example_and_both_can_go_on(visitor_with) -> None:
    page = visitor_with().visit("/")
    frost = page.locator(".safeword__frost")
    page.get_by_text("Say the safeword").click()
    expect(frost).to_have_css("opacity", "1")
    page.get_by_text("Both want to go on").click()
    expect(frost).to_have_css("opacity", "0")


def test_the_page_lists_its_keys_and_they_can_be_switched_off(visitor_with) -> None:
    page = visitor_with().visit("/")
    page.keyboard.press("?")
    listed = page.locator("#shortcuts")
    assert listed.get_by_text("Rules").is_visible()
    listed.get_by_role("button", name="Use these keys").click()
    listed.get_by_role("button", name="Close").click()
    page.keyboard.press("?")
    assert not listed.is_visible()
    page.keyboard.press("r")
    assert page.url.endswith("/")


def test_a_key_opens_the_page_it_names(visitor_with) -> None:
    page = visitor_with().visit("/")
    page.keyboard.press("r")
    page.wait_for_url("**/rules/")


def test_a_dialog_asks_and_can_be_left(visitor_with) -> None:
    page = visitor_with().visit("/styleguide/")
    dialog = page.locator("#example-danger")
    page.get_by_role("button", name="Ask something grave").click()
    assert dialog.is_visible()
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    page.get_by_role("button", name="Ask something grave").click()
    page.mouse.click(5, 5)
    assert not dialog.is_visible()


def test_what_the_server_says_to_htmx_becomes_a_notice(visitor_with) -> None:
    page = visitor_with().visit("/")
    page.evaluate("htmx.ajax('POST', '/theme/', {values: {theme: 'disco'}, swap: 'none'})")
    toast = page.locator("#toasts [data-toast]")
    toast.wait_for()
    assert "There is no such light here." in toast.inner_text()
    toast.get_by_role("button", name="Dismiss").click()
    assert toast.count() == 0


def test_the_status_page_looks_again_by_itself(visitor_with) -> None:
    visitor = visitor_with()
    page = visitor.page
    page.clock.install()
    visitor.visit("/status/")
    with page.expect_response("**/status/"):
        page.clock.fast_forward(16_000)
    page.wait_for_selector("#health")
    assert visitor.troubles == []
