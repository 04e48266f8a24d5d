"""Light and language are chosen once and remembered; both work without a script."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from roastlive.tests.page_parts import Page


def theme_of(client: Client) -> str | None:
    return Page(client.get("/help/").content.decode()).one("html")["data-theme"]


@pytest.mark.parametrize("theme", ["light", "dark", "system"])
def test_a_chosen_light_stays_for_the_next_page(theme: str, client: Client) -> None:
    response = client.post("/theme/", {"theme": theme, "next": "/rules/"})
    assert (response.status_code, response["Location"]) == (302, "/rules/")
    assert theme_of(client) == theme


def test_who_chose_nothing_gets_what_the_device_wants(client: Client) -> None:
    assert theme_of(client) == "system"


def test_a_cookie_that_names_no_theme_counts_as_none(client: Client) -> None:
    client.cookies[settings.THEME_COOKIE_NAME] = '"><script>'
    assert theme_of(client) == "system"


def test_an_unknown_theme_is_refused_and_nothing_is_remembered(client: Client) -> None:
    response = client.post("/theme/", {"theme": "disco"})
    assert response.status_code == 400
    assert settings.THEME_COOKIE_NAME not in response.cookies


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""])
def test_choosing_a_light_never_leads_out_of_the_house(elsewhere: str, client: Client) -> None:
    assert client.post("/theme/", {"theme": "dark", "next": elsewhere})["Location"] == "/"


def test_a_script_that_chose_gets_no_page_back(client: Client) -> None:
    response = client.post("/theme/", {"theme": "dark"}, headers={"HX-Request": "true"})
    assert (response.status_code, response.content) == (204, b"")
    assert theme_of(client) == "dark"


def test_a_light_cannot_be_chosen_by_another_site() -> None:
    assert Client(enforce_csrf_checks=True).post("/theme/", {"theme": "dark"}).status_code == 403


def test_the_pressed_button_is_the_light_that_is_on(client: Client) -> None:
    client.cookies[settings.THEME_COOKIE_NAME] = "light"
    buttons = [
        button for button in Page(client.get("/help/").content.decode()).all("button") if button.get("name") == "theme"
    ]
    assert {button["value"] for button in buttons if button["aria-pressed"] == "true"} == {"light"}


def test_german_is_spoken_to_those_who_ask_for_it(client: Client) -> None:
    page = client.get("/help/", headers={"Accept-Language": "de-AT,de;q=0.9"}).content.decode()
    assert Page(page).one("html")["lang"] == "de"
    assert "So funktioniert es" in page


def test_a_chosen_language_stays_for_the_next_page(client: Client) -> None:
    assert client.post("/i18n/setlang/", {"language": "de", "next": "/rules/"})["Location"] == "/rules/"
    assert "Hausregeln" in client.get("/rules/").content.decode()


def test_a_language_nobody_speaks_here_changes_nothing(client: Client) -> None:
    client.post("/i18n/setlang/", {"language": "xx"})
    assert Page(client.get("/help/").content.decode()).one("html")["lang"] == "en"
