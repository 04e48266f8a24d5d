import json
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone
from rest_framework.test import APIClient

from roastlive.lib.api.schema import openapi
from roastlive.lib.models import OutboxMessage
from roastlive.lib.redis_clients import redis_client

pytestmark = [pytest.mark.urls("roastlive.lib.tests.sample_api"), pytest.mark.django_db]


def person(**facts):
    return SimpleNamespace(pk=uuid4(), is_authenticated=True, is_active=True, is_staff=False, **facts)


@pytest.fixture(autouse=True)
def kernel_alone(settings):
    """Full buckets, and none of the middleware that belongs to the floors above."""
    redis_client().flushdb()
    openapi.cache_clear()
    settings.MIDDLEWARE = [
        "roastlive.lib.http.request_log.RequestLogMiddleware",
        "django.middleware.common.CommonMiddleware",
        "roastlive.lib.http.error_pages.DomainErrorMiddleware",
    ]
    yield
    openapi.cache_clear()


@pytest.fixture
def anybody():
    return APIClient(raise_request_exception=False)


@pytest.fixture
def alice():
    client = APIClient(raise_request_exception=False)
    client.force_authenticate(person())
    return client


def give(client, body, key="key-00001", **headers):
    raw = body if isinstance(body, (str, bytes)) else json.dumps(body)
    headers = {"Idempotency-Key": key, **headers}
    return client.post("/api/v1/gifts/", raw, content_type="application/json", headers=headers)


def is_problem(response, status, code):
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status
    assert body["code"] == code
    assert body["type"] == "about:blank"
    assert body["title"]
    assert body["detail"]
    return body


class TestWhoMay:
    def test_each_method_has_a_policy_of_its_own(self, anybody, alice):
        assert anybody.get("/api/v1/gifts/").status_code == 200
        response = give(anybody, {"tokens": 1})
        is_problem(response, 401, "not_signed_in")
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
        assert give(alice, {"tokens": 1}).status_code == 201
        is_problem(alice.delete("/api/v1/gifts/"), 403, "forbidden")
        assert OutboxMessage.objects.count() == 1

    def test_staff_may_do_what_is_for_staff(self):
        boss = APIClient()
        boss.force_authenticate(SimpleNamespace(pk=uuid4(), is_authenticated=True, is_active=True, is_staff=True))
        response = boss.delete("/api/v1/gifts/")
        assert (response.status_code, response.content) == (204, b"")

    def test_a_method_without_a_policy_is_for_nobody(self, alice):
        is_problem(alice.put("/api/v1/gifts/", {}), 403, "forbidden")

    def test_a_method_that_does_not_exist_is_said_to_be_so(self, alice):
        is_problem(alice.patch("/api/v1/gifts/", {}), 405, "method_not_allowed")
        is_problem(alice.options("/api/v1/gifts/"), 405, "method_not_allowed")

    def test_head_follows_get(self, anybody):
        assert anybody.head("/api/v1/gifts/").status_code == 200


class TestBadInput:
    @pytest.mark.parametrize(
        "body",
        [
            '{"tokens": NaN}',
            '{"tokens": Infinity}',
            '{"tokens": 1e999}',
            '{"tokens": ' + "9" * 5000 + "}",
            '{"tokens": 1, "tokens": 2}',
            '{"tokens": 1, "message": "\\u0000"}',
            '{"tokens": 1, "message": "\\ud83d"}',
            '{"tokens": 1, "\\u0000": 1}',
            '{"tokens": ' + "[" * 40 + "]" * 40 + "}",
            "[" * 200_000 + "]" * 200_000,
            '{"a":' * 200_000,
            "",
            "{",
            "{'tokens': 1}",
            b"\xff\xfe{}",
            b'\xef\xbb\xbf{"tokens": 1}',
            b'{"tokens": 1, "message": "\xff"}',
            "\0",
        ],
        ids=range(18),
    )
    def test_json_that_is_none_is_refused(self, alice, body):
        is_problem(give(alice, body), 400, "invalid" if body == "" else "malformed")
        assert not OutboxMessage.objects.exists()

    @pytest.mark.parametrize("body", ["[]", "7", "null", '"text"', "true"])
    def test_json_that_is_no_object_is_refused(self, alice, body):
        is_problem(give(alice, body), 400, "invalid")

    @pytest.mark.parametrize(
        "tokens", [0, -1, 1001, 10**18, 1.0, 1.5, 1e3, True, "5", "1_000", "１２", None, [], {}, [5], 10**19]
    )
    def test_amounts_are_whole_numbers_within_bounds(self, alice, tokens):
        problem = is_problem(give(alice, {"tokens": tokens}), 400, "invalid")
        assert list(problem["errors"]) == ["tokens"]

    @pytest.mark.parametrize("message", ["x" * 21, 7, None, True, ["x"], {"a": 1}, "\u200b" * 21])
    def test_texts_are_text_within_bounds(self, alice, message):
        for field in ("message", "story"):
            body = {"tokens": 1, field: message * 3 if isinstance(message, str) else message}
            problem = is_problem(give(alice, body), 400, "invalid")
            assert list(problem["errors"]) == [field]

    def test_texts_are_cleaned(self, alice):
        assert give(alice, {"tokens": 1, "message": " a\u202eb\u200b\n c "}).json()["topic"] == "1 ab c"

    @pytest.mark.parametrize("field", ["id", "created_at", "is_staff", "__proto__", "x" * 5000])
    def test_what_cannot_be_set_is_refused_rather_than_ignored(self, alice, field):
        problem = is_problem(give(alice, {"tokens": 1, field: "x"}), 400, "invalid")
        assert list(problem["errors"]) == [field]
        assert not OutboxMessage.objects.exists()

    def test_many_unknown_fields_make_no_long_answer(self, alice):
        problem = is_problem(give(alice, {f"field{n}": 1 for n in range(5000)}), 400, "invalid")
        assert len(problem["errors"]) == 20

    @pytest.mark.parametrize("kind", ["text/plain", "application/xml", "multipart/form-data; boundary=x", "garbage"])
    def test_only_json_is_read(self, alice, kind):
        response = alice.post("/api/v1/gifts/", b"{}", content_type=kind, headers={"Idempotency-Key": "key-00001"})
        is_problem(response, 415, "unsupported_media_type")

    def test_what_is_too_large_is_not_read_to_the_end(self, alice, settings):
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
        is_problem(give(alice, {"tokens": 1, "message": "x" * 200}), 413, "too_large")

    @pytest.mark.parametrize(
        "address",
        [
            "/api/v1/lookup/a%00b/",
            "/api/v1/gifts/?topic=a%00b",
            "/api/v1/gifts/?a%00b=1",
            "/api/v1/gifts/?unheard_of=1&unheard_of=%00",
            "/api/v1/gifts/?topic=12345678901",
            "/api/v1/gifts/?limit=0",
            "/api/v1/gifts/?limit=101",
            "/api/v1/gifts/?limit=-1",
            "/api/v1/gifts/?limit=1e1",
            "/api/v1/gifts/?limit=%D9%A3",
            "/api/v1/gifts/?limit=" + "9" * 5000,
        ],
    )
    def test_addresses_with_nonsense_in_them_are_refused(self, anybody, address):
        is_problem(anybody.get(address), 400, "invalid")

    @pytest.mark.parametrize(
        "cursor", ["x", "cD14", "cD0wMDAw", "bz0tMQ==", "cj0xJm89OTk5OTk5OTk5OTk5", "%F0%9F%94%A5"]
    )
    def test_cursors_that_are_none_are_refused(self, anybody, cursor):
        is_problem(anybody.get(f"/api/v1/gifts/?cursor={cursor}"), 400, "invalid_cursor")

    def test_a_text_that_got_past_everything_is_still_no_server_error(self, anybody):
        """%ED%A0%BD is half a surrogate pair; Django keeps it percent-encoded in the path."""
        assert anybody.get("/api/v1/lookup/%ED%A0%BD/").status_code < 500


class TestProblems:
    def test_a_fault_of_ours_is_told_without_its_details_and_logged_with_them(self, anybody, caplog):
        response = anybody.get("/api/v1/broken/")
        is_problem(response, 500, "fault")
        assert "secret detail" not in response.content.decode()
        assert "secret detail" in caplog.text

    def test_errors_of_fields_keep_their_path(self, anybody):
        problem = is_problem(anybody.post("/api/v1/broken/", {}), 400, "invalid")
        assert problem["errors"] == {"items.0": ["No."]}

    def test_the_problem_names_the_request_so_that_its_log_can_be_found(self, anybody):
        response = anybody.get("/api/v1/broken/", headers={"X-Request-ID": "request-0001"})
        assert response.json()["request_id"] == "request-0001"

    def test_what_does_not_exist_below_the_api_is_a_problem_too(self, anybody):
        is_problem(anybody.get("/api/v1/nothing/here/"), 404, "not_found")
        is_problem(anybody.post("/api/v1/nothing/", {}), 404, "not_found")


class TestPages:
    @pytest.fixture
    def rows(self):
        return [OutboxMessage.objects.create(topic=str(n), payload={}) for n in range(5)]

    def read(self, client, address):
        return client.get(address).json()

    def test_pages_go_from_the_newest_back_and_forth(self, anybody, rows):
        first = self.read(anybody, "/api/v1/gifts/?limit=2")
        assert [row["topic"] for row in first["results"]] == ["4", "3"]
        assert set(first) == {"next", "previous", "results"}
        assert first["previous"] is None
        second = self.read(anybody, first["next"])
        assert [row["topic"] for row in second["results"]] == ["2", "1"]
        assert [row["topic"] for row in self.read(anybody, second["previous"])["results"]] == ["4", "3"]
        last = self.read(anybody, second["next"])
        assert [row["topic"] for row in last["results"]] == ["0"]
        assert last["next"] is None

    def test_what_is_added_meanwhile_repeats_nothing(self, anybody, rows):
        first = self.read(anybody, "/api/v1/gifts/?limit=2")
        OutboxMessage.objects.create(topic="new", payload={})
        assert [row["topic"] for row in self.read(anybody, first["next"])["results"]] == ["2", "1"]

    def test_a_page_costs_one_query(self, anybody, rows, django_assert_num_queries):
        with django_assert_num_queries(1):
            self.read(anybody, "/api/v1/gifts/?limit=2")

    def test_a_polled_list_that_has_not_changed_is_not_sent_again(self, anybody, rows):
        etag = anybody.get("/api/v1/gifts/").headers["ETag"]
        again = anybody.get("/api/v1/gifts/", headers={"If-None-Match": etag})
        assert (again.status_code, again.content) == (304, b"")
        OutboxMessage.objects.create(topic="new", payload={})
        changed = anybody.get("/api/v1/gifts/", headers={"If-None-Match": etag})
        assert changed.status_code == 200
        assert changed.headers["ETag"] != etag
        assert "private" in changed.headers["Cache-Control"]

    def test_other_answers_are_kept_nowhere(self, alice):
        assert "no-store" in give(alice, {"tokens": 7}).headers["Cache-Control"]


class TestIdempotencyKey:
    def test_a_repeated_request_gets_the_same_answer_letter_by_letter(self, alice):
        first, second = (give(alice, {"tokens": 7, "message": "hi"}) for _ in range(2))
        assert (first.status_code, second.status_code) == (201, 201)
        assert first.content == second.content
        assert "Idempotent-Replayed" not in first.headers
        assert second.headers["Idempotent-Replayed"] == "true"
        assert OutboxMessage.objects.count() == 1

    def test_another_body_is_a_conflict(self, alice):
        give(alice, {"tokens": 7})
        is_problem(give(alice, {"tokens": 8}), 409, "idempotency_conflict")

    def test_persons_have_keys_of_their_own(self, alice):
        bob = APIClient()
        bob.force_authenticate(person())
        give(alice, {"tokens": 7})
        assert "Idempotent-Replayed" not in give(bob, {"tokens": 7}).headers
        assert OutboxMessage.objects.count() == 2

    def test_without_a_key_nothing_is_done(self, alice):
        is_problem(give(alice, {"tokens": 7}, key=""), 400, "idempotency_key_missing")
        assert not OutboxMessage.objects.exists()

    @pytest.mark.parametrize("key", ["short", "x" * 129, "has a space", "schlüssel-01", "a\tb-000000"])
    def test_keys_have_a_form(self, alice, key):
        is_problem(give(alice, {"tokens": 7}, key=key), 400, "idempotency_key_invalid")

    def test_a_refusal_is_not_remembered(self, alice):
        is_problem(give(alice, {"tokens": 999}), 409, "poor")
        assert give(alice, {"tokens": 7}).status_code == 201

    def test_a_key_is_forgotten_after_some_days(self, alice):
        give(alice, {"tokens": 7})
        with time_machine.travel(timezone.now() + timedelta(days=4)):
            assert give(alice, {"tokens": 8}).status_code == 201


class TestLimits:
    def test_programs_are_told_what_is_left_and_when_to_come_back(self, alice, settings):
        settings.RATE_LIMITS = {**settings.RATE_LIMITS, "api": "3/h", "gifts": "60/m"}
        first = alice.get("/api/v1/gifts/")
        assert first.headers["RateLimit-Limit"] == "3"
        assert first.headers["RateLimit-Remaining"] == "2"
        assert 1195 <= int(first.headers["RateLimit-Reset"]) <= 1200
        for _ in range(2):
            alice.get("/api/v1/gifts/")
        refused = alice.get("/api/v1/gifts/")
        is_problem(refused, 429, "rate_limited")
        assert 1195 <= int(refused.headers["Retry-After"]) <= 1200
        assert refused.headers["RateLimit-Remaining"] == "0"

    def test_a_view_may_have_a_limit_of_its_own(self, alice, settings):
        settings.RATE_LIMITS = {**settings.RATE_LIMITS, "gifts": "1/h"}
        assert alice.get("/api/v1/gifts/").status_code == 200
        assert alice.get("/api/v1/gifts/").status_code == 429
        assert alice.get("/api/v1/lookup/x/").status_code == 200

    def test_a_forged_address_gives_no_second_helping(self, anybody, settings):
        settings.RATE_LIMITS = {**settings.RATE_LIMITS, "api": "2/h"}
        codes = [
            anybody.get("/api/v1/lookup/x/", headers={"X-Forwarded-For": f"1.2.3.{n}"}).status_code for n in range(4)
        ]
        assert codes == [200, 200, 429, 429]

    def test_guessing_what_one_may_do_is_limited_too(self, anybody, settings):
        settings.RATE_LIMITS = {**settings.RATE_LIMITS, "api": "2/h"}
        codes = [anybody.delete("/api/v1/gifts/").status_code for _ in range(3)]
        assert codes == [401, 401, 429]


class TestDescription:
    @pytest.fixture
    def schema(self, anybody):
        response = anybody.get("/api/v1/schema/")
        assert response.status_code == 200
        assert response.headers["Content-Type"].startswith("application/vnd.oai.openapi+json")
        return response.json()

    def test_the_schema_says_what_is_taken_and_given(self, schema):
        gifts = schema["paths"]["/api/v1/gifts/"]
        assert {"get", "post", "delete"} <= set(gifts)
        taken = schema["components"]["schemas"]["GiftInputRequest"]
        assert taken["additionalProperties"] is False
        assert "id" not in taken["properties"]
        assert (
            taken["properties"]["tokens"] | {"minimum": 1, "maximum": 1000, "type": "integer"}
            == taken["properties"]["tokens"]
        )
        assert taken["properties"]["message"]["maxLength"] == 20
        answers = gifts["post"]["responses"]
        assert {"201", "400", "401", "403", "409", "415", "429"} <= set(answers)
        assert list(answers["409"]["content"]) == ["application/problem+json"]
        names = {parameter["name"]: parameter for parameter in gifts["post"]["parameters"]}
        assert names["Idempotency-Key"]["required"] is True
        names = {parameter["name"]: parameter for parameter in gifts["get"]["parameters"]}
        assert set(names) == {"cursor", "limit", "topic"}
        assert names["limit"]["schema"]["maximum"] == 100

    def test_a_method_is_told_in_its_own_words_or_its_views_and_never_in_those_of_all_views(self, schema):
        gifts = schema["paths"]["/api/v1/gifts/"]
        assert gifts["post"]["description"] == "Give something."
        assert gifts["get"]["description"] == "Gifts, and those who give them."
        assert "description" not in schema["paths"]["/api/v1/plain/"]["get"]

    def test_a_computed_field_is_told_by_what_it_returns(self, schema):
        assert schema["components"]["schemas"]["GiftOutput"]["properties"]["shout"]["type"] == "string"

    def test_every_operation_has_a_name_of_its_own(self, schema):
        gifts = schema["paths"]["/api/v1/gifts/"]
        assert gifts["delete"]["operationId"] == "gifts_clear"

    def test_the_schema_is_polled_cheaply(self, anybody, schema):
        etag = anybody.get("/api/v1/schema/").headers["ETag"]
        assert anybody.get("/api/v1/schema/", headers={"If-None-Match": etag}).status_code == 304
