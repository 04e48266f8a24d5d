"""What machines ask. At the root, without a slash: load balancers and Prometheus expect these names."""

from __future__ import annotations

from django.urls import path

from roastlive.lib.http.health import healthz, readyz
from roastlive.lib.http.metrics import metrics

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
]
