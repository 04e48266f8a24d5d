"""Pages by cursor: what is added meanwhile neither repeats nor hides a row, and the last page costs what the first does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination

from roastlive.lib.errors import Invalid

if TYPE_CHECKING:
    from django.db.models import Model
    from rest_framework.request import Request
    from rest_framework.views import APIView


class InvalidCursor(Invalid):
    code = "invalid_cursor"
    detail = _("This page does not exist. Begin at the first one.")


class NewestFirst(CursorPagination):
    """Our ids begin with the time, so they are order and cursor in one."""

    ordering = "-id"
    page_size_query_param = "limit"
    max_page_size = 100

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> Any:
        self.model: type[Model] = queryset.model
        return super().paginate_queryset(queryset, request, view)

    def decode_cursor(self, request: Request) -> Cursor | None:
        """A cursor comes back from outside, and may be anything."""
        try:
            cursor = super().decode_cursor(request)
            if cursor is None:
                return None
            if cursor.position is None:
                raise InvalidCursor
            self._field().to_python(cursor.position)
        except (NotFound, ValidationError, ValueError) as error:
            raise InvalidCursor from error
        return cursor

    def get_page_size(self, request: Request) -> int | None:
        wanted = request.query_params.get(self.page_size_query_param, "")
        if wanted and not (wanted.isascii() and wanted.isdigit() and 1 <= int(wanted[:9]) <= self.max_page_size):
            message = _("A whole number from 1 to %(maximum)s.") % {"maximum": self.max_page_size}
            raise Invalid(errors={self.page_size_query_param: [message]})
        return int(wanted) if wanted else self.page_size

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        parameters = super().get_schema_operation_parameters(view)
        for parameter in parameters:
            if parameter["name"] == self.page_size_query_param:
                parameter["schema"] = {"type": "integer", "minimum": 1, "maximum": self.max_page_size}
        return parameters

    def _field(self) -> Any:
        ordering = self.ordering if isinstance(self.ordering, str) else self.ordering[0]
        return self.model._meta.get_field(ordering.lstrip("-"))
