"""What people see when something cannot be done."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.urls import path

from roastlive import urls
from roastlive.lib.access import public
from roastlive.lib.errors import Conflict, Limited, Unavailable
from roastlive.tests.page_parts import Page

ERRORS = {
    "bad": SuspiciousOperation("no"),
    "forbidden": PermissionDenied("no"),
    "missing": Http404("no"),
    "conflict": Conflict("Somebody was faster."),
    "limited": Limited(),
    "broken": ZeroDivisionError("no"),
    "away": Unavailable(),
}


@public
def fail(request: HttpRequest, how: str) -> HttpResponse:
    raise ERRORS[how]


handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
urlpatterns = [path("fail/<how>/", fail), *urls.urlpatterns]


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("how", "status", "words"),
    [
        ("bad", 400, "That came out garbled"),
        ("forbidden", 403, "Backstage only"),
        ("missing", 404, "Nobody on this stage"),
        ("conflict", 409, "Somebody was faster."),
        ("limited", 429, "One at a time"),
        ("broken", 500, "The mic went dead"),
        ("away", 503, "The curtain is down for a moment"),
    ],
)
def test_every_error_has_a_page_of_the_house(how: str, status: int, words: str, visitor: Client) -> None:
    response = visitor.get(f"/fail/{how}/")
    html = response.content.decode()
    page = Page(html)
    assert response.status_code == status
    assert words in html
    assert str(status) in html
    assert page.inline_code() == []
    assert page.undrawn() == []
    assert {"name": "robots", "content": "noindex"} in page.all("meta")
    assert "/" in [link["href"] for link in page.all("a")]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("how", ["missing", "broken"])
def test_an_error_page_names_the_number_to_quote(how: str, visitor: Client) -> None:
    response = visitor.get(f"/fail/{how}/")
    assert f"<code>{response['X-Request-ID']}</code>" in response.content.decode()


def test_an_unknown_address_gets_the_missing_page(visitor: Client) -> None:
    response = visitor.get("/no/such/place/")
    assert response.status_code == 404
    assert "Nobody on this stage" in response.content.decode()


def test_a_form_from_elsewhere_is_told_what_to_do() -> None:
    response = Client(enforce_csrf_checks=True).post("/theme/", {"theme": "dark"})
    assert response.status_code == 403
    assert "Reload the page and send it again." in response.content.decode()


@pytest.mark.parametrize("status", [500, 503])
def test_pages_for_a_broken_house_need_nothing_from_it(status: int) -> None:
    html = render_to_string(f"errors/{status}.html")
    assert "<h1>" in html
    assert "csrfmiddlewaretoken" not in html


def test_errors_speak_the_visitors_language(visitor: Client) -> None:
    html = visitor.get("/nowhere/", headers={"Accept-Language": "de"}).content.decode()
    assert "Niemand auf dieser Bühne" in html
