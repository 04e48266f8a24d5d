"""/api/v1/notifications: what the house has told somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.own_rows import among_own_rows
from accounts.asking import person_of
from accounts.selectors import notifications_of
from accounts.services.notifying import mark_read, mark_unread
from roastlive.lib.access import Access, signed_in
from roastlive.lib.api.endpoints import endpoint
from roastlive.lib.api.serializers import Input
from roastlive.lib.api.views import ApiView
from roastlive.lib.errors import NotFound

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from rest_framework.request import Request

    from accounts.models import Notification

TAGS = ("notifications",)
IDS_MOST = 100


class NotificationsQuery(serializers.Serializer[Any]):
    unread = serializers.BooleanField(required=False, help_text="Only what has not been read.")


class Told(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    type = serializers.CharField()
    title = serializers.CharField()
    message = serializers.CharField()
    link = serializers.CharField()
    data = serializers.SerializerMethodField()  # type: ignore[assignment]
    read_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_data(self, row: Notification) -> dict[str, Any]:
        """Without the key by which the house knows that it has told this before."""
        return {name: value for name, value in row.data.items() if name != "key"}


class ReadInput(Input):
    """Which ones; without any, all of them."""

    ids = serializers.ListField(child=serializers.UUIDField(), max_length=IDS_MOST, required=False)


class ReadAnswer(serializers.Serializer[Any]):
    changed = serializers.IntegerField()


class OneChange(Input):
    read = serializers.BooleanField()


class NotificationsView(ApiView):
    access: ClassVar[Access] = {"GET": signed_in}
    polled = True
    scope = "notifications"

    @among_own_rows
    @endpoint(query=NotificationsQuery, gives=Told, paged=True, tags=TAGS)
    def get(self, request: Request, query: dict[str, bool]) -> QuerySet[Notification]:
        found = notifications_of(person_of(request))
        return found.filter(read_at__isnull=True) if query.get("unread") else found


class NotificationView(ApiView):
    access: ClassVar[Access] = {"GET": signed_in, "PATCH": signed_in}
    scope = "notifications"

    @among_own_rows
    @endpoint(gives=Told, refuses=(404,), tags=TAGS)
    def get(self, request: Request, notification: UUID) -> Notification:
        return self._own(request, notification)

    @among_own_rows
    @endpoint(takes=OneChange, gives=Told, refuses=(404,), tags=TAGS)
    def patch(self, request: Request, notification: UUID, data: dict[str, bool]) -> Notification:
        user = person_of(request)
        self._own(request, notification)
        if data["read"]:
            mark_read(user=user, ids=[notification])
        else:
            mark_unread(user=user, notification_id=notification)
        return self._own(request, notification)

    def _own(self, request: Request, notification: UUID) -> Notification:
        row = notifications_of(person_of(request)).filter(pk=notification).first()
        if row is None:
            raise NotFound
        return row


class ReadView(ApiView):
    access: ClassVar[Access] = {"POST": signed_in}
    scope = "notifications"

    @endpoint(takes=ReadInput, gives=ReadAnswer, tags=TAGS)
    def post(self, request: Request, data: dict[str, list[UUID]]) -> dict[str, int]:
        return {"changed": mark_read(user=person_of(request), ids=data.get("ids"))}
