"""Endpoints whose key goes to the ledger, which remembers it with the transfer: no transaction is open around them.

`@endpoint(keyed=True)` would open one, and gifts and tips commit on their own, many at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from roastlive.lib.api.endpoints import KEY
from roastlive.lib.api.idempotent import REPLAYED

Method = TypeVar("Method", bound=Callable[..., Any])


def takes_key(method: Method) -> Method:
    """Say in the documentation that an Idempotency-Key is needed."""
    described: Method = extend_schema(parameters=[KEY])(method)
    return described


def answered(data: Any, *, is_replayed: bool) -> Response:
    """What was made, now or when the key came first."""
    return Response(data, status=201, headers={REPLAYED: "true"} if is_replayed else None)
