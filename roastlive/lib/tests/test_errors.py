import pytest
from django.core import exceptions as django_errors
from django.db import DataError, IntegrityError, OperationalError, connection, models, transaction
from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from redis.exceptions import ConnectionError as RedisAway
from rest_framework import exceptions as api_errors

from roastlive.lib.errors import (
    Conflict,
    DomainError,
    Invalid,
    Limited,
    Unavailable,
    constraints,
    describe,
    socket_error,
)
from roastlive.lib.errors.constraints import broken_rule
from roastlive.lib.models import IdempotencyKey, OutboxMessage


class SoldOut(Conflict):
    code = "sold_out"
    detail = _("There are only %(left)s left.")


def surrogate():
    try:
        "\ud83d".encode()
    except UnicodeEncodeError as error:
        return error


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (DomainError(), 400, "refused"),
        (SoldOut(left=2), 409, "sold_out"),
        (Limited(retry_after=3), 429, "rate_limited"),
        (Http404("no"), 404, "not_found"),
        (django_errors.PermissionDenied(), 403, "forbidden"),
        (django_errors.SuspiciousOperation(), 400, "invalid"),
        (django_errors.RequestDataTooBig(), 413, "too_large"),
        (django_errors.TooManyFieldsSent(), 400, "invalid"),
        (django_errors.BadRequest(), 400, "invalid"),
        (django_errors.ValidationError("no"), 400, "invalid"),
        (api_errors.NotAuthenticated(), 401, "not_signed_in"),
        (api_errors.AuthenticationFailed(), 401, "not_signed_in"),
        (api_errors.PermissionDenied(), 403, "forbidden"),
        (api_errors.MethodNotAllowed("PUT"), 405, "method_not_allowed"),
        (api_errors.UnsupportedMediaType("x"), 415, "unsupported_media_type"),
        (api_errors.NotAcceptable(), 406, "not_acceptable"),
        (api_errors.Throttled(wait=7), 429, "rate_limited"),
        (OperationalError(), 503, "unavailable"),
        (RedisAway(), 503, "unavailable"),
        (DataError(), 400, "invalid"),
        (surrogate(), 400, "invalid"),
    ],
)
def test_every_error_that_can_be_explained_has_a_status_and_a_code(error, status, code):
    described = describe(error)
    assert (described.status, described.code) == (status, code)
    assert described.detail
    assert described.title


@pytest.mark.parametrize(
    "error", [ValueError(), KeyError("x"), OutboxMessage.DoesNotExist(), UnicodeDecodeError("utf-8", b"", 0, 1, "x")]
)
def test_a_fault_of_ours_has_no_explanation(error):
    assert describe(error) is None


def test_values_are_put_in_when_it_is_read_and_in_the_readers_language():
    error = SoldOut(left=2)
    assert str(error) == "There are only 2 left."
    with translation.override("de"):
        assert describe(Conflict("100% sure")).detail == "100% sure"


def test_waiting_times_are_told():
    assert describe(Limited(retry_after=3)).retry_after == 3
    assert describe(Unavailable()).retry_after == 5
    assert describe(api_errors.Throttled(wait=7)).retry_after == 7
    assert describe(Conflict()).retry_after is None


def test_nested_errors_are_named_by_their_path():
    error = api_errors.ValidationError({"items": [{}, {"amount": ["Too little."]}], "name": ["Missing."]})
    assert describe(error).errors == {"items.1.amount": ["Too little."], "name": ["Missing."]}


def test_an_error_of_everything_is_the_detail():
    for error in (django_errors.ValidationError("Not like this."), api_errors.ValidationError("Not like this.")):
        assert describe(error).detail == "Not like this."
        assert describe(error).errors == {"non_field_errors": ["Not like this."]}
    both = django_errors.ValidationError({"__all__": ["A."], "name": ["B."]})
    assert describe(both).errors == {"non_field_errors": ["A."], "name": ["B."]}


def test_a_socket_is_told_the_same():
    assert socket_error(Invalid(errors={"text": ["No."]}), 7) == {
        "t": "error",
        "id": 7,
        "code": "invalid",
        "detail": "Some of this cannot be accepted.",
        "errors": {"text": ["No."]},
    }
    assert socket_error(Limited(retry_after=1.234), 8)["retry_after"] == 1.2
    broken = socket_error(KeyError("secret"), 9)
    assert broken["code"] == "fault"
    assert "secret" not in str(broken)


@pytest.mark.django_db
class TestConstraints:
    def broken(self, **fields):
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            IdempotencyKey.objects.create(**{"caller": "a", "scope": "b", "key": "c", "body_hash": "d", **fields})
        return refused.value

    def test_a_second_of_something_unique_is_a_conflict(self):
        IdempotencyKey.objects.create(caller="a", scope="b", key="c", body_hash="d")
        error = self.broken()
        assert broken_rule(error).name == "kernel_idempotency_key_unique"
        described = describe(error)
        assert (described.status, described.code) == (409, "conflict")
        assert "kernel_" not in described.detail

    def test_a_constraint_speaks_in_the_words_its_model_gives_it(self, monkeypatch):
        spoken = models.UniqueConstraint(
            fields=["key"],
            name="kernel_idempotency_key_unique",
            violation_error_message="Somebody was faster.",
            violation_error_code="taken",
        )
        monkeypatch.setattr(constraints, "_constraints", lambda: {spoken.name: spoken})
        IdempotencyKey.objects.create(caller="a", scope="b", key="c", body_hash="d")
        described = describe(self.broken())
        assert (described.code, described.detail) == ("taken", "Somebody was faster.")

    def test_a_check_is_a_conflict_and_a_missing_value_is_a_fault(self):
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            OutboxMessage.objects.create(topic="x", payload={}, state="lost")
        assert describe(refused.value).status == 409
        assert describe(self.broken(answer=None)) is None

    @pytest.mark.parametrize("value", ["a\0b", "\ud83d"])
    def test_what_no_column_holds_is_the_senders_mistake(self, value):
        with pytest.raises((DataError, UnicodeEncodeError, ValueError)) as refused, transaction.atomic():
            OutboxMessage.objects.filter(topic=value).exists()
        assert describe(refused.value).status == 400

    def test_a_number_beyond_every_column_is_the_senders_mistake(self):
        with pytest.raises(DataError) as refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 WHERE 1::bigint = %s::bigint", [str(10**30)])
        assert describe(refused.value).status == 400
