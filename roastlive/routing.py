"""Every websocket of the house."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from accounts.consumers import MySocket
from roastlive.lib.realtime.consumer import Nowhere
from streams.consumers import StreamSocket

websocket_urlpatterns: list[URLPattern] = [
    path("ws/me/", MySocket.as_asgi()),
    path("ws/live/<uuid:stream>/", StreamSocket.as_asgi()),
    re_path(r"", Nowhere.as_asgi()),
]
