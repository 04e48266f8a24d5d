"""The house with a show in it: a PostgreSQL that keeps its promises, a Valkey, and one live process on a core of its own."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import django

from benchmarks.report import ROOT
from benchmarks.rooms.servers import Cores, Server, free_port
from roastlive.lib.embedded.layout import APPLICATION_ROLE, DATABASE, OWNER_ROLE
from roastlive.lib.embedded.postgres import PrivatePostgres
from roastlive.lib.embedded.valkey import PrivateValkey

SETTINGS = "benchmarks.show.settings"


@dataclass(frozen=True)
class House:
    server: Server
    port: int
    show: str
    cookies: list[str]


@contextmanager
def house(*, people: int, broken: str) -> Iterator[House]:
    with ExitStack() as opened:
        here = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="rl-")))
        here.chmod(0o755)
        postgres = PrivatePostgres(here / "postgres", here / "run", here / "postgres.log")
        valkey = PrivateValkey(here / "valkey.sock", here / "valkey", here / "valkey.log")
        for store in (postgres, valkey):
            opened.callback(store.stop)
            store.start()
        postgres.bootstrap()
        host = f"/{DATABASE}?host={postgres.socket}"
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "DATABASE_URL": f"postgres://{APPLICATION_ROLE}@{host}",
            "DATABASE_OWNER_URL": f"postgres://{OWNER_ROLE}@{host}",
            "REDIS_URL": valkey.url,
            "CELERY_BROKER_URL": "",
            "MONGODB_URI": "",
            "BENCH_BREAK": broken,
        }
        subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity=0"], cwd=ROOT, check=True)
        django.setup()
        # Whoever logs in here is no news.
        logging.disable(logging.INFO)
        show, cookies = _fill(people)
        port = free_port()
        command = [
            *("uvicorn", "benchmarks.show.served:application", "--port", str(port), "--loop", "uvloop"),
            *("--ws-per-message-deflate", "false", "--no-access-log", "--log-level", "warning", "--backlog", "4096"),
        ]
        cores = Cores.apart()
        server = Server("show", command, port, {"DJANGO_SETTINGS_MODULE": SETTINGS}, cores.server, here / "live.log")
        opened.callback(server.stop)
        server.await_open()
        os.sched_setaffinity(0, cores.client)
        yield House(server, port, show, cookies)


def _fill(people: int) -> tuple[str, list[str]]:
    """A live show, and so many people who are logged in."""
    from django.conf import settings  # noqa: PLC0415 - Django is set up only now

    from accounts.tests.cast import logged_in  # noqa: PLC0415
    from accounts.tests.ensemble import a_person  # noqa: PLC0415
    from streams.models import StreamStats  # noqa: PLC0415
    from streams.tests.stage import a_live_show  # noqa: PLC0415

    show = a_live_show("rita")
    StreamStats.objects.create(stream=show)
    name, cookies = settings.SESSION_COOKIE_NAME, []
    for number in range(people):
        client = logged_in(a_person(f"guest{number}"), REMOTE_ADDR=f"10.1.{number // 250}.{number % 250 + 1}")
        cookies.append(f"{name}={client.cookies[name].value}")
    return str(show.pk), cookies
