"""Addresses of streams' API."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "streams_api"
urlpatterns: list[URLPattern] = []
