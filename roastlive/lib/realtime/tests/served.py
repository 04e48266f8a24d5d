"""What the real servers of these tests serve, on just enough Django: it starts in a moment and asks no database."""

from __future__ import annotations

import os

import django
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.urls import path, re_path

settings.configure(
    SECRET_KEY="only-for-tests",
    ALLOWED_HOSTS=["127.0.0.1"],
    PORT=8000,
    TRUSTED_PROXIES=0,
    REDIS_URL=os.environ["REDIS_URL"],
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    REALTIME={
        "messages": (2_000, 1),
        "backlog_bytes": 256 * 1024,
        "backlog_seconds": 1.5,
        "sockets_per_address": 100,
    },
)
django.setup()

from roastlive.lib.realtime.consumer import Nowhere  # noqa: E402
from roastlive.lib.realtime.lifespan import lifespan  # noqa: E402
from roastlive.lib.realtime.origin import SameHouseOnly  # noqa: E402
from roastlive.lib.realtime.tests.stage import StageSocket  # noqa: E402

routes = [path("ws/stage/<str:key>/", StageSocket.as_asgi()), re_path(r"", Nowhere.as_asgi())]
application = ProtocolTypeRouter({"lifespan": lifespan, "websocket": SameHouseOnly(URLRouter(routes))})
