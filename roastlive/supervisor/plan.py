"""Which processes make the house, and how each is started. Order matters: stores first, pages last."""

from __future__ import annotations

import shutil
import signal
import sys
from pathlib import Path

from django.conf import settings

from roastlive.lib.embedded.layout import Layout
from roastlive.lib.embedded.postgres import PrivatePostgres
from roastlive.lib.embedded.valkey import PrivateValkey
from roastlive.supervisor.child import Child

WSGI = "roastlive.wsgi:application"
ASGI = "roastlive.asgi:application"
# A client that reads nothing answers no ping either: closed within 30 seconds, even where nothing is said to it.
PING_EVERY, PING_ANSWERED_WITHIN = "10", "15"


def private_postgres(layout: Layout) -> PrivatePostgres:
    return PrivatePostgres(layout.postgres_data, layout.postgres_socket, layout.logs / "postgres.log")


def private_valkey(layout: Layout) -> PrivateValkey:
    return PrivateValkey(layout.valkey_socket, layout.valkey_data, layout.logs / "valkey.log")


def store_children(postgres: PrivatePostgres | None, valkey: PrivateValkey | None) -> list[Child]:
    children = []
    if postgres is not None:
        # SIGINT is PostgreSQL's fast shutdown: sessions end, nothing is lost.
        children.append(Child("postgres", postgres.command(), postgres.log, signal.SIGINT, uid=postgres.uid))
    if valkey is not None:
        children.append(Child("valkey", valkey.command(), valkey.log))
    return children


def house_children(logs: Path) -> list[Child]:
    environment = {"PROMETHEUS_MULTIPROC_DIR": str(empty_directory(logs.parent / "run" / "metrics"))}

    def child(name: str, *command: str) -> Child:
        return Child(name, [sys.executable, "-m", *command], logs / f"{name}.log", environment=environment)

    return [
        child("worker", *worker_command()),
        # The schedule is in the settings; beat only remembers when it last ran what.
        child("beat", "celery", "-A", "roastlive", "beat", "--schedule", str(logs.parent / "run" / "beat")),
        child("live", *live_command()),
        child("media", "django", "media_server"),
        child("pages", *pages_command()),
    ]


def empty_directory(directory: Path) -> Path:
    """Where the processes count together, so that whichever is asked for /metrics answers for all; anew at each start."""
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    return directory


def worker_command() -> list[str]:
    return [
        *("celery", "-A", "roastlive", "worker", "--queues", "default,money,media"),
        *("--concurrency", str(settings.WORKER_PROCESSES), "--without-gossip", "--without-mingle"),
    ]


def pages_command() -> list[str]:
    return [
        *("granian", WSGI, "--interface", "wsgi", "--host", settings.BIND_ADDRESS, "--port", str(settings.PORT)),
        *("--workers", str(settings.PAGES_PROCESSES), "--blocking-threads", str(settings.PAGES_THREADS)),
        *("--no-ws", "--respawn-failed-workers", "--workers-kill-timeout", "5"),
    ]


def live_command() -> list[str]:
    if settings.LIVE_SERVER == "daphne":
        return [
            *("daphne", "-b", settings.BIND_ADDRESS, "-p", str(settings.LIVE_PORT), "--no-server-name"),
            *("--ping-interval", PING_EVERY, "--ping-timeout", PING_ANSWERED_WITHIN, ASGI),
        ]
    return [
        *("uvicorn", ASGI, "--host", settings.BIND_ADDRESS, "--port", str(settings.LIVE_PORT), "--loop", "uvloop"),
        # Deflating each message costs three times the processor and 40 KiB a socket.
        *("--ws-per-message-deflate", "false", "--ws-max-size", "65536", "--no-access-log", "--no-server-header"),
        *("--ws-ping-interval", PING_EVERY, "--ws-ping-timeout", PING_ANSWERED_WITHIN),
        # Who asks is read from the headers by our own rule, which counts trusted proxies; uvicorn believes any local peer.
        *("--no-proxy-headers", "--timeout-graceful-shutdown", "3"),
    ]
