"""Is this process alive, and can it serve: asked by load balancers, the status page, `doctor` and Prometheus."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from roastlive.lib.access import public
from roastlive.lib.http.probes import PROBES, STORE_ERRORS, Probe, Trouble

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

log = structlog.get_logger(__name__)

# A store that says nothing for this long counts as away. Load balancers ask every few seconds and wait not much longer.
LONGEST_WAIT = 2.5
# However often the address is asked, the stores are bothered no more than once in this time by each process.
FRESH_FOR = 1.0


@dataclass(frozen=True, kw_only=True)
class Check:
    """How one store is. `detail` is for everybody: no host, no user, no version in it."""

    name: str
    ok: bool
    detail: str
    milliseconds: float
    required: bool


def check_all(probes: Sequence[Probe] = PROBES, *, wait: float = LONGEST_WAIT) -> list[Check]:
    """Asks all at once, each in a thread of its own, so that a slow one neither delays nor hides the others."""
    answers: dict[str, Check] = {}
    asked = []
    for probe in probes:
        thread = threading.Thread(target=lambda p=probe: answers.__setitem__(p.name, ask(p)), daemon=True)
        thread.start()
        asked.append(thread)
    deadline = time.monotonic() + wait
    for thread in asked:
        thread.join(max(0.0, deadline - time.monotonic()))
    return [answers.get(probe.name) or silent(probe, wait) for probe in probes]


def ask(probe: Probe) -> Check:
    started = time.perf_counter()
    try:
        detail, ok = probe.ask(), True
    except Trouble as trouble:
        detail, ok = str(trouble), False
    except STORE_ERRORS as error:
        # What exactly went wrong names hosts and users: that is for the log alone.
        log.warning("store_check_failed", check=probe.name, error=str(error).strip())
        detail, ok = "does not answer", False
    except Exception:
        log.exception("store_check_broken", check=probe.name)
        detail, ok = "could not be checked", False
    milliseconds = round((time.perf_counter() - started) * 1000, 1)
    return Check(name=probe.name, ok=ok, detail=detail, milliseconds=milliseconds, required=probe.required)


def silent(probe: Probe, wait: float) -> Check:
    return Check(
        name=probe.name,
        ok=False,
        detail=f"no answer within {wait:g} s",
        milliseconds=wait * 1000,
        required=probe.required,
    )


class RecentChecks:
    """The last answers, asked anew when they are older than a moment; never by two threads at once."""

    def __init__(self, ask_all: Callable[[], list[Check]]) -> None:
        self._ask_all = ask_all
        self._asking = threading.Lock()
        self._checks: list[Check] = []
        self._made = 0.0

    def __call__(self) -> list[Check]:
        # Whoever comes while another asks gets the last answers, if there are any, rather than a place in a queue.
        if self._asking.acquire(blocking=not self._checks):
            try:
                if not self._checks or time.monotonic() - self._made > FRESH_FOR:
                    self._checks = self._ask_all()
                    self._made = time.monotonic()
            finally:
                self._asking.release()
        return self._checks


recent_checks = RecentChecks(check_all)


def is_ready(checks: Sequence[Check]) -> bool:
    return all(check.ok for check in checks if check.required)


@public
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Nothing else is asked: a store that is away is no reason to kill it."""
    return JsonResponse({"status": "alive"})


@public
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether people should be sent here."""
    checks = recent_checks()
    ready = is_ready(checks)
    body = {
        "status": "ready" if ready else "not_ready",
        "checks": {
            check.name: {"ok": check.ok, "ms": check.milliseconds, "detail": check.detail, "required": check.required}
            for check in checks
        },
    }
    return JsonResponse(body, status=200 if ready else 503)
