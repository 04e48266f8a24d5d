"""The house's addresses, and some whose views fail in every way."""

import threading
from importlib import import_module

import structlog
from celery import shared_task
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.urls import path

from roastlive.lib.access import public
from roastlive.lib.api.views import ApiView
from roastlive.lib.errors import Conflict, Limited

# By name: the kernel, its tests included, imports nothing from above.
house = import_module("roastlive.urls")
handler400, handler403, handler404, handler500 = house.handler400, house.handler403, house.handler404, house.handler500

log = structlog.get_logger("sample")


class SeatTaken(Conflict):
    code = "seat_taken"
    detail = "Somebody sits <there> already."


class StoreAway:
    """Fails where sessions do: in middleware."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        raise OperationalError("the store of the sessions is away")


FAILURES = {
    "taken": SeatTaken,
    "limited": lambda: Limited(retry_after=2.3),
    "forbidden": PermissionDenied,
    "missing": Http404,
    "away": lambda: OperationalError("connection to server at db.internal failed"),
    "broken": lambda: RuntimeError("the wires of postgres://roastlive:hunter2hunter2@db.internal/ are crossed"),
}


clapped = threading.Event()


@shared_task(name="sample.clap")
def clap():
    log.info("clapped")
    clapped.set()


def fail(request, how):
    raise FAILURES[how]()


class Failing(ApiView):
    access = public

    def get(self, request, how):
        raise FAILURES[how]()


def well(request):
    log.info("seen", password="hunter2hunter2")
    clap.delay()
    return HttpResponse("well")


urlpatterns = [
    path("fail/<str:how>/", fail, name="fail"),
    path("well/<str:secret>/", lambda request, secret: well(request), name="well"),
    path("api/v1/fail/<str:how>/", fail),
    path("api/v1/failing/<str:how>/", Failing.as_view()),
    *house.urlpatterns,
]
