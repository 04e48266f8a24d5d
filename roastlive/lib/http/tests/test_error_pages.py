import json
from html import unescape

import pytest
from django.test import override_settings
from django.utils.functional import SimpleLazyObject

from roastlive.lib.errors import Description
from roastlive.lib.http import error_pages

pytestmark = [pytest.mark.django_db, pytest.mark.urls("roastlive.lib.http.tests.sample_pages")]


@pytest.fixture
def failing(client):
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(
    ("how", "status"),
    [("taken", 409), ("limited", 429), ("forbidden", 403), ("missing", 404), ("away", 503), ("broken", 500)],
)
def test_a_failed_page_is_a_page(failing, how, status):
    answer = failing.get(f"/fail/{how}/")
    assert answer.status_code == status
    assert answer["Content-Type"].startswith("text/html")
    assert "<h1" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_what_is_not_there_is_a_page_too(failing):
    answer = failing.get("/nobody/is/here/")
    assert answer.status_code == 404
    assert "errors/404.html" in [template.name for template in answer.templates]


def test_the_detail_of_a_refusal_is_text_and_not_markup(failing):
    page = failing.get("/fail/taken/").content.decode()
    assert "Somebody sits <there> already." not in page
    assert "Somebody sits <there> already." in unescape(page)


def test_what_can_be_repeated_says_when(failing):
    assert failing.get("/fail/limited/")["Retry-After"] == "3"
    assert "Retry-After" not in failing.get("/fail/taken/")


def test_a_fault_says_nothing_about_itself_but_its_id(failing):
    answer = failing.get("/fail/broken/", headers={"X-Request-ID": "proxy-20261120-0001"})
    page = answer.content.decode()
    assert "proxy-20261120-0001" in page
    assert "hunter2" not in page
    assert "wires" not in page


def test_a_fault_is_not_swallowed(client):
    with pytest.raises(RuntimeError, match="crossed"):
        client.get("/fail/broken/")


def test_a_store_that_is_away_is_no_fault_and_names_no_host(failing, lines):
    answer = failing.get("/fail/away/")
    assert answer.status_code == 503
    assert "Retry-After" in answer
    assert "db.internal" not in answer.content.decode()
    assert "OperationalError" in lines.request["exception"]


@pytest.mark.parametrize("status", [500, 503])
def test_the_page_of_a_broken_house_asks_the_house_nothing(rf, status):
    request = rf.get("/")
    request.user = request.session = SimpleLazyObject(lambda: pytest.fail("the page wanted to know who asks"))
    answer = error_pages.page(request, Description(status=status, code="fault", detail="Something broke."))
    assert answer.status_code == status
    assert "<h1" in answer.content.decode()


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/api/v1/fail/taken/", 409, "seat_taken"),
        ("/api/v1/fail/missing/", 404, "not_found"),
        ("/api/v1/fail/away/", 503, "unavailable"),
        ("/api/v1/fail/broken/", 500, "fault"),
        ("/api/v1/nothing/at/all/", 404, "not_found"),
    ],
)
def test_programs_get_a_problem_whoever_raised_it(failing, address, status, code):
    answer = failing.get(address, headers={"X-Request-ID": "proxy-20261120-0001"})
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert (answer.status_code, problem["status"], problem["code"]) == (status, status, code)
    assert problem["request_id"] == "proxy-20261120-0001"


def test_htmx_gets_a_notice_and_keeps_its_page(failing):
    answer = failing.get("/fail/taken/", headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert answer["HX-Reswap"] == "none"
    notice = json.loads(answer["HX-Trigger"])["notice"]
    assert (notice["kind"], notice["code"], notice["detail"]) == (
        "error",
        "seat_taken",
        "Somebody sits <there> already.",
    )
    assert answer.content.decode() == "Somebody sits &lt;there&gt; already."


def test_htmx_gets_a_notice_of_a_fault_as_well(failing):
    answer = failing.get("/fail/broken/", headers={"HX-Request": "true"})
    assert (answer.status_code, json.loads(answer["HX-Trigger"])["notice"]["code"]) == (500, "fault")


def test_a_form_that_was_open_too_long_says_what_to_do(failing):
    failing.handler.enforce_csrf_checks = True
    answer = failing.post("/fail/taken/")
    assert answer.status_code == 403
    assert "errors/403.html" in [template.name for template in answer.templates]


def test_a_strange_host_gets_400(failing):
    assert failing.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_a_house_without_templates_still_answers(failing):
    with override_settings(TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": []}]):
        answer = failing.get("/fail/taken/")
    assert answer.status_code == 409
    assert "Somebody sits &lt;there&gt; already." in answer.content.decode()


def test_a_store_that_fails_outside_of_every_view_gives_503(failing, settings):
    settings.MIDDLEWARE = [
        *settings.MIDDLEWARE[:1],
        "roastlive.lib.http.tests.sample_pages.StoreAway",
        *settings.MIDDLEWARE[1:],
    ]
    answer = failing.get("/healthz")
    assert answer.status_code == 503
    assert "errors/503.html" in [template.name for template in answer.templates]
