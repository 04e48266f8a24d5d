"""Addresses of streams."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "streams"
urlpatterns: list[URLPattern] = []
