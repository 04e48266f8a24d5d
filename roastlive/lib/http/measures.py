"""What is counted of every request. No models here: logging is set up with it, before Django has any."""

from __future__ import annotations

from prometheus_client import Counter, Histogram, disable_created_metrics

# A second series for each counter, which nobody here reads.
disable_created_metrics()

# Whatever word a client sends as a method, there is only room for these: every label value is kept for ever.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

REQUESTS = Counter("roastlive_requests", "Requests answered.", ["method", "route", "status"])
DURATION = Histogram(
    "roastlive_request_seconds",
    "Time from the request's arrival to its answer.",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0),
)


def observe_request(*, method: str, route: str, status: int, seconds: float) -> None:
    REQUESTS.labels(method if method in METHODS else "other", route, str(status)).inc()
    DURATION.labels(route).observe(seconds)
