"""`manage.py media_server`: takes the pictures of those who are live, and hands them to those who watch."""

from __future__ import annotations

from typing import Any

import uvloop
from aiohttp import web
from django.conf import settings
from django.core.management.base import BaseCommand

from streams.media.server import application, bounds_from_settings

CLOSES_WITHIN = 3.0


class Command(BaseCommand):
    help = "Serve live pictures until it is told to stop."

    def handle(self, *_args: Any, **_options: Any) -> None:
        web.run_app(
            application(bounds_from_settings(), encoders_port=settings.MEDIA_RTMP_PORT or None),
            host=settings.BIND_ADDRESS,
            port=settings.MEDIA_PORT,
            # Addresses carry passes, which belong into no log.
            access_log=None,
            print=None,
            shutdown_timeout=CLOSES_WITHIN,
            loop=uvloop.new_event_loop(),
        )
