import socket
import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from roastlive.lib.http import health
from roastlive.lib.http.background import LAST_TASK, note_task
from roastlive.lib.http.health import RecentChecks, check_all, is_ready
from roastlive.lib.http.probes import MigrationState, Probe, Trouble
from roastlive.lib.models import OutboxMessage
from roastlive.lib.redis_clients import redis_client

pytestmark = pytest.mark.django_db
WELL = Probe("well", lambda: "answers")


def named(checks):
    return {check.name: check for check in checks}


@pytest.fixture
def asked_anew(monkeypatch):
    """As if the last answers were older than a moment."""
    monkeypatch.setattr(health.recent_checks, "_checks", [])


@pytest.fixture
def no_valkey(settings):
    """The house's own client, pointed at a port where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.REDIS_URL = f"redis://:sesame@127.0.0.1:{taken.getsockname()[1]}/0"
        redis_client.cache_clear()
        yield
    redis_client.cache_clear()


def test_a_process_is_alive_without_any_store(client, django_assert_num_queries):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db(transaction=True)
def test_a_well_house_is_ready(client, asked_anew):
    note_task()
    answer = client.get("/readyz")
    body = answer.json()
    assert (answer.status_code, body["status"]) == (200, "ready")
    assert set(body["checks"]) == {"postgres", "redis", "event_store", "background", "outbox"}
    assert all(check["ok"] and 0 <= check["ms"] < 2500 for check in body["checks"].values())


def test_a_house_without_valkey_is_not_ready_and_says_which(client, asked_anew, no_valkey):
    answer = client.get("/readyz")
    checks = answer.json()["checks"]
    assert (answer.status_code, answer.json()["status"]) == (503, "not_ready")
    assert checks["redis"] == {"ok": False, "ms": checks["redis"]["ms"], "detail": "does not answer", "required": True}
    assert checks["postgres"]["ok"] is True


def test_a_house_without_postgres_is_not_ready_and_says_nothing_of_hosts(client, asked_anew, monkeypatch, lines):
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere/postgres-of-the-bank")
    answer = client.get("/readyz")
    checks = answer.json()["checks"]
    assert answer.status_code == 503
    assert (checks["postgres"]["ok"], checks["postgres"]["detail"]) == (False, "does not answer")
    assert checks["redis"]["ok"] is True
    assert "postgres-of-the-bank" not in answer.content.decode()
    assert "postgres-of-the-bank" in lines.raw


def test_a_store_that_says_nothing_hides_no_other():
    shut = threading.Event()
    started = time.monotonic()
    checks = named(check_all([Probe("mute", lambda: str(shut.wait(20))), WELL], wait=0.2))
    shut.set()
    assert time.monotonic() - started < 2
    assert (checks["mute"].ok, checks["mute"].detail) == (False, "no answer within 0.2 s")
    assert (checks["well"].ok, checks["well"].detail) == (True, "answers")


def test_stores_are_asked_side_by_side():
    together = threading.Barrier(3, timeout=5)
    checks = check_all([Probe(name, lambda: str(together.wait())) for name in "abc"])
    assert all(check.ok for check in checks)


def test_a_check_that_is_broken_itself_is_told_and_logged(lines):
    checks = named(check_all([Probe("odd", lambda: {}["missing"]), WELL]))
    assert (checks["odd"].ok, checks["odd"].detail, checks["well"].ok) == (False, "could not be checked", True)
    assert "KeyError" in lines.of("store_check_broken")[0]["exception"]


def test_only_what_is_required_sends_people_elsewhere():
    def tired():
        raise Trouble("tired")

    assert is_ready(check_all([WELL, Probe("optional", tired, required=False)]))
    assert not is_ready(check_all([WELL, Probe("required", tired)]))


def test_many_who_ask_at_once_bother_the_stores_once():
    asked = []
    recent = RecentChecks(lambda: asked.append(1) or check_all([WELL]))
    for _ in range(50):
        recent()
    assert len(asked) == 1


def test_who_comes_while_another_asks_gets_the_last_answers():
    recent = RecentChecks(lambda: check_all([WELL]))
    first = recent()
    with recent._asking:
        recent._made = 0.0
        assert recent() is first


APPS = frozenset({"accounts"})
FIRST, SECOND, SQUASHED = ("accounts", "0001_first"), ("accounts", "0002_second"), ("accounts", "0001_squashed")


def state(*shipped, replaced=None):
    return MigrationState(shipped=frozenset(shipped), apps=APPS, replaced=replaced or {})


def test_a_database_that_was_not_migrated_is_told():
    assert state(FIRST, SECOND).missing({FIRST}) == ["accounts.0002_second"]


def test_a_database_newer_than_the_code_is_told():
    assert state(FIRST).unknown({FIRST, SECOND, ("gone", "0001_first")}) == ["accounts.0002_second"]


def test_squashed_migrations_are_neither_missing_nor_unknown():
    squashed = state(SQUASHED, replaced={SQUASHED: frozenset({FIRST, SECOND})})
    assert squashed.unknown({FIRST, SECOND}) == []
    assert squashed.missing({FIRST, SECOND}) == []
    assert state(FIRST, SECOND, SQUASHED, replaced={SQUASHED: frozenset({FIRST, SECOND})}).missing({SQUASHED}) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("statement", "detail"),
    [
        (
            "INSERT INTO django_migrations (app, name, applied) VALUES ('kernel', '9999_tomorrow', now())",
            "kernel.9999_tomorrow",
        ),
        (
            "DELETE FROM django_migrations WHERE id = (SELECT max(id) FROM django_migrations WHERE app = 'kernel')",
            "migrations not applied: 1; run manage.py migrate",
        ),
    ],
)
def test_a_database_that_does_not_fit_the_code_is_not_ready(statement, detail):
    with connection.cursor() as cursor:
        cursor.execute(statement)
    check = named(check_all())["postgres"]
    assert not check.ok
    assert detail in check.detail


def test_background_work_that_stopped_is_told_and_closes_no_door():
    redis_client().delete(LAST_TASK)
    never = named(check_all())["background"]
    assert (never.ok, never.required, never.detail) == (False, False, "no worker has done anything yet")
    note_task()
    assert named(check_all())["background"].ok
    redis_client().set(LAST_TASK, int(time.time()) - 300)
    assert "nothing done for 30" in named(check_all())["background"].detail


@pytest.mark.django_db(transaction=True)
def test_messages_that_got_stuck_are_told_and_close_no_door():
    assert named(check_all())["outbox"].ok
    message = OutboxMessage.objects.create(topic="event", payload={}, due_at=timezone.now() - timedelta(hours=1))
    assert "s late" in named(check_all())["outbox"].detail
    OutboxMessage.objects.filter(pk=message.pk).update(state=OutboxMessage.State.QUARANTINED)
    check = named(check_all())["outbox"]
    assert (check.ok, check.required) == (False, False)
    assert check.detail.startswith("1 in quarantine")


@pytest.mark.django_db(transaction=True)
def test_asking_leaves_no_connection_behind():
    def others():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            return cursor.fetchone()[0]

    for _ in range(5):
        check_all()
    # The server takes a moment to see off the last three.
    assert others() <= 3
