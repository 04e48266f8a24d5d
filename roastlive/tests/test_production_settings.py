import os
import subprocess
import sys

import pytest
from django.core.checks import run_checks
from django.core.checks.registry import registry

from roastlive.checks import production_is_told_everything
from roastlive.settings.environment import BASE_DIR
from roastlive.settings.production import lacks

SECRET = "".join(chr(97 + number * 7 % 26) + str(number) for number in range(30))
COMPLETE = {
    "DJANGO_SETTINGS_MODULE": "roastlive.settings.prod",
    "SECRET_KEY": SECRET,
    "FIELD_KEYS": f"first:{SECRET}",
    "ALLOWED_HOSTS": "roast.example",
    "DATABASE_URL": "postgres://roastlive_app:password@db.internal/roastlive",
    "REDIS_URL": "redis://redis.internal:6379/0",
    "SITE_URL": "https://roast.example",
    "TRUSTED_PROXIES": "1",
}


def told(**changes):
    asked = {
        "secret_key": SECRET,
        "field_keys": [f"first:{SECRET}"],
        "debug": False,
        "allowed_hosts": ["roast.example"],
        "database_url": COMPLETE["DATABASE_URL"],
        "redis_url": COMPLETE["REDIS_URL"],
        **changes,
    }
    return [lack.setting for lack in lacks(**asked)]


def test_a_house_that_is_told_everything_lacks_nothing():
    assert told() == []
    assert told(metrics_token=SECRET, redis_url="unix:///run/valkey.sock?db=0") == []


@pytest.mark.parametrize(
    ("changes", "setting"),
    [
        ({"secret_key": ""}, "SECRET_KEY"),
        ({"secret_key": "short"}, "SECRET_KEY"),
        ({"secret_key": "a" * 80}, "SECRET_KEY"),
        ({"secret_key": "django-insecure-" + SECRET}, "SECRET_KEY"),
        ({"secret_key": "only-for-tests-" + SECRET}, "SECRET_KEY"),
        ({"field_keys": []}, "FIELD_KEYS"),
        ({"field_keys": [SECRET]}, "FIELD_KEYS"),
        ({"field_keys": ["first:short"]}, "FIELD_KEYS"),
        ({"field_keys": ["first:" + "k" * 50]}, "FIELD_KEYS"),
        ({"debug": True}, "DEBUG"),
        ({"allowed_hosts": []}, "ALLOWED_HOSTS"),
        ({"allowed_hosts": ["", " "]}, "ALLOWED_HOSTS"),
        ({"allowed_hosts": ["roast.example", "*"]}, "ALLOWED_HOSTS"),
        ({"database_url": ""}, "DATABASE_URL"),
        ({"database_url": "sqlite:///db.sqlite3"}, "DATABASE_URL"),
        ({"database_url": "db.internal"}, "DATABASE_URL"),
        ({"redis_url": ""}, "REDIS_URL"),
        ({"redis_url": "http://redis.internal"}, "REDIS_URL"),
        ({"metrics_token": "guess"}, "METRICS_TOKEN"),
    ],
)
def test_what_cannot_stay_is_named(changes, setting):
    assert told(**changes) == [setting]


def test_no_line_gives_a_secret_away():
    secrets = {"secret_key": "hunter2", "field_keys": ["first:hunter2"], "metrics_token": "hunter2"}
    lines = [
        str(lack)
        for lack in lacks(**secrets, debug=False, allowed_hosts=["a"], database_url="x://hunter2", redis_url="hunter2")
    ]
    assert len(lines) == 5
    assert "hunter2" not in "".join(lines)


def test_the_same_is_asked_by_check_deploy(settings):
    assert production_is_told_everything in registry.get_checks(include_deployment_checks=True)
    settings.ALLOWED_HOSTS = ["*"]
    found = [error for error in run_checks(include_deployment_checks=True) if error.id == "roastlive.ALLOWED_HOSTS"]
    assert [error.hint for error in found] == ["Name the hosts people will use instead of *."]


def begin(*command, **environment):
    """A process with production's settings and nothing in its environment but this."""
    return subprocess.run(
        [sys.executable, *command],
        env={"PATH": os.environ["PATH"], **environment},
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


ENTRANCES = {
    "a command": ("manage.py", "migrate"),
    "check": ("manage.py", "check", "--deploy"),
    "pages": ("-c", "import roastlive.wsgi"),
    "live sockets": ("-c", "import roastlive.asgi"),
    "worker": ("-m", "celery", "-A", "roastlive", "worker"),
    "beat": ("-m", "celery", "-A", "roastlive", "beat"),
}


@pytest.mark.parametrize("entrance", ENTRANCES)
def test_nothing_starts_without_its_secret_and_one_line_says_why(entrance):
    ended = begin(*ENTRANCES[entrance], **{**COMPLETE, "SECRET_KEY": ""})
    assert ended.returncode != 0
    (line,) = ended.stderr.splitlines()
    assert line.startswith("RoastLive does not start: SECRET_KEY is missing. Make one:")


def test_each_lack_has_its_line():
    ended = begin("manage.py", "check", DJANGO_SETTINGS_MODULE="roastlive.settings.prod", DEBUG="1")
    assert ended.returncode == 1
    named = [line.removeprefix("RoastLive does not start: ").split()[0] for line in ended.stderr.splitlines()]
    assert named == ["SECRET_KEY", "FIELD_KEYS", "DEBUG", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL"]


def test_a_complete_environment_passes_the_deployment_check():
    ended = begin("manage.py", "check", "--deploy", "--fail-level", "WARNING", **COMPLETE)
    assert ended.returncode == 0, ended.stderr
