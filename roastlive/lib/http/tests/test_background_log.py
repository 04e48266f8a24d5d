import pytest
import structlog
from celery import current_app
from celery.contrib.testing.worker import start_worker

from roastlive.lib.http.background import LAST_TASK, seconds_since_task
from roastlive.lib.http.tests.sample_pages import clapped
from roastlive.lib.redis_clients import redis_client

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("roastlive.lib.http.tests.sample_pages")]


@pytest.fixture
def worker():
    """A real one, with a real broker between. It sets logging up anew, so what listens to logs comes after it."""
    app = current_app._get_current_object()
    eager, app.conf.task_always_eager = app.conf.task_always_eager, False
    with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=20):
        yield
    app.conf.task_always_eager = eager


def test_a_task_writes_under_the_id_of_the_request_that_wanted_it(client, worker, lines):
    redis_client().delete(LAST_TASK)
    clapped.clear()
    client.get("/well/x/", headers={"X-Request-ID": "proxy-20261120-0001"})
    assert clapped.wait(20)
    (line,) = lines.of("clapped")
    assert (line["request_id"], line["task"]) == ("proxy-20261120-0001", "sample.clap")
    assert "task_id" in line


def test_what_beat_asks_for_all_the_time_is_no_news_unless_it_fails(lines):
    log = structlog.get_logger("django_structlog.celery.receivers")
    log.info("task_succeeded", task="kernel.relay_outbox")
    log.info("task_succeeded", task="sample.clap")
    log.error("task_failed", task="kernel.relay_outbox")
    assert [(line["event"], line["task"]) for line in lines] == [
        ("task_succeeded", "sample.clap"),
        ("task_failed", "kernel.relay_outbox"),
    ]


def test_a_task_that_ended_leaves_a_trace(client, worker):
    redis_client().delete(LAST_TASK)
    clapped.clear()
    client.get("/well/x/")
    # The worker ends its task before it takes the next, so after the second the first has left its trace.
    assert clapped.wait(20)
    clapped.clear()
    client.get("/well/x/")
    assert clapped.wait(20)
    assert seconds_since_task() is not None
