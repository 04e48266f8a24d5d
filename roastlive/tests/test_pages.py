"""The pages that belong to no app, as a stranger gets them."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import NoReverseMatch, clear_url_caches, reverse

from roastlive.tests.page_parts import Page

# These must come up while every store is away; the others show what is in one.
STORELESS = ["rules", "help", "styleguide"]
PAGES = [*STORELESS, "home", "status"]


@pytest.mark.parametrize("name", STORELESS)
def test_a_page_that_shows_nothing_stored_asks_no_store(name: str, client: Client) -> None:
    assert client.get(reverse(name)).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
class TestEveryPage:
    def test_a_stranger_gets_it_with_a_title_and_a_description(self, name: str, client: Client) -> None:
        response = client.get(reverse(name))
        page = Page(response.content.decode())
        assert response.status_code == 200
        assert settings.SITE_NAME in response.content.decode().split("<title>")[1].split("</title>")[0]
        assert any(meta.get("name") == "description" and meta.get("content") for meta in page.all("meta"))
        assert len(page.all("h1")) == 1

    def test_nothing_on_it_is_inline_code(self, name: str, client: Client) -> None:
        assert Page(client.get(reverse(name)).content.decode()).inline_code() == []

    def test_every_element_is_whole(self, name: str, client: Client) -> None:
        assert Page(client.get(reverse(name)).content.decode()).torn == []

    def test_its_policy_allows_only_our_own_code(self, name: str, client: Client) -> None:
        policy = client.get(reverse(name))["Content-Security-Policy"]
        directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
        assert directives["default-src"] == directives["script-src"] == directives["style-src"] == "'self'"
        assert directives["object-src"] == directives["frame-ancestors"] == "'none'"
        assert "unsafe" not in policy

    def test_every_file_and_page_it_names_exists(self, name: str, client: Client) -> None:
        page = Page(client.get(reverse(name)).content.decode())
        named = {urlsplit(attrs.get("href") or attrs.get("src") or "").path for _, attrs in page.elements}
        for path in named - {""}:
            if path.startswith(settings.STATIC_URL):
                assert finders.find(path.removeprefix(settings.STATIC_URL)), path
            elif path != reverse("status"):
                assert client.get(path).status_code == 200, path

    def test_every_sign_it_shows_is_drawn(self, name: str, client: Client) -> None:
        page = Page(client.get(reverse(name)).content.decode())
        assert page.all("use")
        assert page.undrawn() == []

    def test_every_id_stands_once(self, name: str, client: Client) -> None:
        ids = [attrs["id"] for _, attrs in Page(client.get(reverse(name)).content.decode()).elements if attrs.get("id")]
        assert sorted(set(ids)) == sorted(ids)

    def test_what_changes_nothing_is_only_read(self, name: str, client: Client) -> None:
        assert client.post(reverse(name)).status_code == 405


def test_the_page_one_is_on_is_marked_in_the_navigation(client: Client) -> None:
    page = Page(client.get(reverse("rules")).content.decode())
    assert [link["href"] for link in page.all("a") if link.get("aria-current") == "page"] == [reverse("rules")]


@pytest.mark.django_db
def test_pages_tell_scripts_where_the_live_server_is(client: Client, settings) -> None:
    settings.LIVE_ORIGIN = ":8001"
    assert Page(client.get("/").content.decode()).one("html")["data-live-origin"] == ":8001"


@pytest.mark.django_db
def test_an_empty_house_says_what_will_stand_in_each_rail(client: Client) -> None:
    html = client.get("/").content.decode()
    for words in ("The mic is free", "Two stools, nobody on them", "Nothing on the bill yet"):
        assert words in html


@pytest.mark.django_db
def test_htmx_sends_the_csrf_token_and_evaluates_nothing(client: Client) -> None:
    page = Page(client.get("/").content.decode())
    config = json.loads(next(meta["content"] for meta in page.all("meta") if meta.get("name") == "htmx-config") or "")
    assert json.loads(page.one("body")["hx-headers"] or "")["X-CSRFToken"]
    assert config["allowEval"] is False
    assert config["includeIndicatorStyles"] is False


def test_the_manifest_names_icons_that_exist(client: Client) -> None:
    response = client.get("/manifest.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    for icon in response.json()["icons"]:
        assert finders.find(icon["src"].removeprefix(settings.STATIC_URL)), icon


def test_search_engines_are_kept_out_of_the_desk(client: Client) -> None:
    assert f"Disallow: {reverse('admin:index')}" in client.get("/robots.txt").content.decode().splitlines()


def test_a_browser_that_guesses_the_favicon_is_shown_it(client: Client) -> None:
    response = client.get("/favicon.ico")
    assert response.status_code == 301
    assert finders.find(response["Location"].removeprefix(settings.STATIC_URL))


@pytest.mark.parametrize("name", ["manifest", "robots", "favicon"])
def test_what_browsers_ask_for_by_themselves_is_only_read(name: str, client: Client) -> None:
    assert client.post(reverse(name)).status_code == 405


@pytest.mark.django_db
@pytest.mark.urls("roastlive.tests.urls_without_styleguide")
def test_without_the_style_guide_nothing_links_to_it(client: Client, settings) -> None:
    settings.STYLEGUIDE = False
    assert client.get("/styleguide/").status_code == 404
    assert "styleguide" not in client.get("/").content.decode()
    with pytest.raises(NoReverseMatch):
        reverse("styleguide")
    clear_url_caches()
