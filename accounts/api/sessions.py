"""/api/v1/sessions: where somebody is logged in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.asking import person_of
from accounts.authentication import session_behind
from accounts.selectors import sessions_of
from accounts.services.sessions import end_session, end_sessions
from accounts.services.step_up import require_fresh
from roastlive.lib.access import Access, signed_in
from roastlive.lib.api.endpoints import endpoint
from roastlive.lib.api.views import ApiView

if TYPE_CHECKING:
    from uuid import UUID

    from rest_framework.request import Request

    from accounts.models import UserSession

TAGS = ("sessions",)


class Device(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = serializers.CharField()
    device = serializers.CharField()
    ip = serializers.IPAddressField(allow_null=True)
    country = serializers.CharField()
    created_at = serializers.DateTimeField()
    last_seen_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    current = serializers.SerializerMethodField()

    @extend_schema_field(bool)
    def get_current(self, session: UserSession) -> bool:
        here = session_behind(self.context["request"])
        return here is not None and here.pk == session.pk


class DeviceList(serializers.Serializer[Any]):
    results = Device(many=True)


class Sessions(ApiView):
    access: ClassVar[Access] = {"GET": signed_in, "DELETE": signed_in}

    @endpoint(gives=DeviceList, tags=TAGS)
    def get(self, request: Request) -> dict[str, list[UserSession]]:
        return {"results": sessions_of(person_of(request))}

    @endpoint(tags=TAGS)
    def delete(self, request: Request) -> None:
        """All but the one that asks; it must have been confirmed within ten minutes."""
        here = session_behind(request)
        require_fresh(here)
        end_sessions(user_id=person_of(request).pk, keep=here.pk if here else None)


class OneSession(ApiView):
    access: ClassVar[Access] = {"DELETE": signed_in}

    @endpoint(refuses=(404,), tags=TAGS)
    def delete(self, request: Request, session: UUID) -> None:
        end_session(user_id=person_of(request).pk, session_id=session)
