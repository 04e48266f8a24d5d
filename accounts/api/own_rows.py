"""Lists of what one person owns."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

from roastlive.lib.rls import acting_as

if TYPE_CHECKING:
    from rest_framework.request import Request

Method = TypeVar("Method", bound=Callable[..., Any])


def among_own_rows(method: Method) -> Method:
    """The table shows rows to their owner alone, so the page of them is read in the owner's name."""

    @wraps(method)
    def answer(self: Any, request: Request, *args: Any, **kwargs: Any) -> Any:
        with acting_as(request.user.pk):
            return method(self, request, *args, **kwargs)

    return cast("Method", answer)
