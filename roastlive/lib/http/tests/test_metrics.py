import subprocess
import sys

import pytest
from prometheus_client.parser import text_string_to_metric_families

TOKEN = "t" * 32
pytestmark = pytest.mark.django_db


def samples(text):
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_this_machine_reads_what_was_measured(client):
    client.get("/healthz")
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain")
    found = samples(answer.content.decode())
    assert found["roastlive_requests_total", ("method", "GET"), ("route", "healthz"), ("status", "200")] >= 1
    assert found["roastlive_request_seconds_count", ("route", "healthz")] >= 1
    assert ("roastlive_check_ok", ("check", "postgres"), ("required", "yes")) in found


@pytest.mark.parametrize(
    "asker",
    [
        {"REMOTE_ADDR": "203.0.113.7"},
        {"REMOTE_ADDR": ""},
        # nginx runs on this machine too, and brings people from everywhere
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.7"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_REAL_IP": "203.0.113.7"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=127.0.0.1"},
    ],
)
def test_the_world_does_not(client, asker):
    answer = client.get("/metrics", **asker)
    assert answer.status_code == 403
    assert "roastlive_" not in answer.content.decode()


@pytest.mark.parametrize(
    ("token", "header", "status"),
    [
        (TOKEN, f"Bearer {TOKEN}", 200),
        (TOKEN, f"bearer {TOKEN}", 200),
        (TOKEN, f"Bearer {TOKEN}x", 403),
        (TOKEN, "Bearer ", 403),
        (TOKEN, "Bearer \u00fc", 403),
        (TOKEN, f"Basic {TOKEN}", 403),
        (TOKEN, TOKEN, 403),
        ("", "Bearer ", 403),
        ("", "", 403),
    ],
)
def test_from_elsewhere_only_the_token_opens(client, settings, token, header, status):
    settings.METRICS_TOKEN = token
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.7", HTTP_AUTHORIZATION=header).status_code == status


def test_a_wrong_token_is_wrong_from_this_machine_too(client, settings):
    settings.METRICS_TOKEN = TOKEN
    assert client.get("/metrics", HTTP_AUTHORIZATION="Bearer wrong").status_code == 403


def test_invented_methods_make_no_new_series(client):
    for number in range(3):
        client.generic(f"INVENTED{number}", "/healthz")
    text = client.get("/metrics").content.decode()
    assert "INVENTED" not in text
    assert 'method="other"' in text


def test_addresses_make_no_new_series(client):
    for number in range(3):
        client.get(f"/no/such/page/{number}/")
    assert "/no/such/page" not in client.get("/metrics").content.decode()


def test_several_processes_are_counted_together(client, tmp_path, monkeypatch):
    """Each writes into the shared directory, and whoever is asked adds them up."""
    measure = "from roastlive.lib.http.measures import observe_request as o; o(method='GET', route='sum', status=200, seconds=.1)"
    for _ in range(3):
        subprocess.run([sys.executable, "-c", measure], check=True, env={"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)})
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    found = samples(client.get("/metrics").content.decode())
    assert found["roastlive_requests_total", ("method", "GET"), ("route", "sum"), ("status", "200")] == 3


def test_sockets_of_a_dead_process_are_not_open(client, tmp_path, monkeypatch):
    open_three = "from prometheus_client import Gauge; Gauge('seats', 'Taken.', multiprocess_mode='livesum').set(3)"
    subprocess.run([sys.executable, "-c", open_three], check=True, env={"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)})
    assert list(tmp_path.glob("gauge_livesum_*.db"))
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    assert "seats" not in client.get("/metrics").content.decode()
