import logging

import pytest
from django.contrib.auth import get_user_model
from django.utils.functional import SimpleLazyObject

from roastlive.lib.http.request_log import user_id_of

pytestmark = [pytest.mark.django_db, pytest.mark.urls("roastlive.lib.http.tests.sample_pages")]


def test_a_request_is_one_line_that_names_the_route_and_not_the_path(client, lines):
    client.get("/well/one-time-key/?token=sesame", headers={"Cookie": "sessionid=abc"})
    line = lines.request
    assert (line["method"], line["route"], line["status"]) == ("GET", "well/<str:secret>/", 200)
    assert line["address"] == "127.0.0.1"
    assert line["user_id"] is None
    assert 0 <= line["duration_ms"] < 10_000
    assert "one-time-key" not in lines.raw
    assert "sesame" not in lines.raw


def test_a_line_names_who_asked_if_somebody_looked(rf):
    dora = get_user_model()(username="dora")
    request = rf.get("/")
    request.user = SimpleLazyObject(lambda: dora)
    assert request.user.is_authenticated
    assert user_id_of(request) == str(dora.pk)


def test_a_line_is_no_reason_to_load_a_session(rf):
    request = rf.get("/")
    request.user = SimpleLazyObject(lambda: pytest.fail("the session was loaded"))
    assert user_id_of(request) is None


def test_the_request_id_is_in_every_line_and_in_the_answer(client, lines):
    answer = client.get("/well/x/", headers={"X-Request-ID": "proxy-20261120-0001"})
    assert answer["X-Request-ID"] == "proxy-20261120-0001"
    assert lines.request["request_id"] == "proxy-20261120-0001"
    assert lines.of("seen")[0]["request_id"] == "proxy-20261120-0001"


@pytest.mark.parametrize(
    "offered", ["", "short", "x" * 65, "two words here", "line\tbreak-00", "<script>alert", "../../etc/passwd"]
)
def test_an_id_that_is_none_is_replaced(client, offered):
    answer = client.get("/healthz", headers={"X-Request-ID": offered})
    assert len(answer["X-Request-ID"]) == 36
    assert answer["X-Request-ID"] != offered


def test_one_request_leaves_nothing_to_the_next(client, lines):
    first = client.get("/well/x/")["X-Request-ID"]
    second = client.get("/well/x/")["X-Request-ID"]
    assert [line["request_id"] for line in lines.of("request")] == [first, second]
    logging.getLogger("elsewhere").warning("between requests")
    assert "request_id" not in lines.of("between requests")[0]


@pytest.mark.parametrize("address", ["/fail/broken/", "/api/v1/failing/broken/"])
def test_a_fault_is_one_line_with_its_traceback(client, lines, address):
    client.raise_request_exception = False
    client.get(address)
    line = lines.request
    assert (line["status"], line["level"]) == (500, "error")
    assert "RuntimeError" in line["exception"]
    assert "sample_pages.py" in line["exception"]
    assert "hunter2hunter2" not in lines.raw
    assert [entry for entry in lines if entry["level"] in {"error", "warning"}] == [line]


def test_what_nobody_finds_names_no_path(client, lines):
    client.get("/nowhere/secret-key-of-somebody/")
    assert (lines.request["route"], lines.request["status"]) == ("unmatched", 404)
    assert "secret-key-of-somebody" not in lines.raw


def test_probes_and_static_files_do_not_bury_the_rest(client, lines):
    client.get("/healthz")
    client.get("/static/css/tokens.css").close()
    assert {line["level"] for line in lines.of("request")} == {"debug"}


def test_a_refused_form_is_said_by_its_route(client, lines, settings):
    client.handler.enforce_csrf_checks = True
    client.post("/fail/taken/", {"next": "secret"})
    (line,) = (entry for entry in lines if entry["logger"] == "django.security.csrf")
    assert "CSRF cookie not set" in line["event"]
    assert "fail/<str:how>/" in line["event"]
