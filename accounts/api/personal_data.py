"""/api/v1/me/exports and /api/v1/me/leaving: everything the house keeps, and being forgotten. No personal token gets here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer, JSONRenderer

from accounts.api.own_rows import among_own_rows
from accounts.asking import person_of
from accounts.authentication import session_behind
from accounts.downloads import private_archive
from accounts.models import PersonalExport
from accounts.selectors import export_of, exports_of
from accounts.services.exports import ask_for_export, open_export
from accounts.services.leaving import leave
from accounts.services.step_up import require_fresh
from roastlive.lib.access import Access, signed_in
from roastlive.lib.api.endpoints import endpoint
from roastlive.lib.api.problems import PROBLEM
from roastlive.lib.api.serializers import Input, Problem
from roastlive.lib.api.views import ApiView

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import FileResponse
    from rest_framework.request import Request

    from accounts.models import User

TAGS = ("me",)


class Export(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=PersonalExport.State.values)
    size = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField()
    ready_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(allow_null=True)


class LeaveInput(Input):
    username = serializers.CharField(max_length=30, help_text="Their own, as a sign that they mean it.")


class Leaver(serializers.Serializer[Any]):
    leaves_at = serializers.DateTimeField(help_text="When they are erased. Until then a log-in with `stay` undoes it.")


class ArchiveRenderer(BaseRenderer):
    """So that a program may ask for what it gets; the answer brings its own bytes."""

    media_type = "application/zip"
    format = "zip"


class ExportsView(ApiView):
    access: ClassVar[Access] = {"GET": signed_in, "POST": signed_in}

    @among_own_rows
    @endpoint(gives=Export, paged=True, tags=TAGS)
    def get(self, request: Request) -> QuerySet[PersonalExport]:
        return exports_of(person_of(request))

    @endpoint(gives=Export, status=201, refuses=(409,), tags=TAGS)
    def post(self, request: Request) -> PersonalExport:
        """Made in the background; its state says when it is ready."""
        return ask_for_export(user=person_of(request))


class ExportView(ApiView):
    access: ClassVar[Access] = {"GET": signed_in}

    @endpoint(gives=Export, refuses=(404,), tags=TAGS)
    def get(self, request: Request, export: UUID) -> PersonalExport:
        return export_of(person_of(request), export)


class ExportFileView(ApiView):
    access: ClassVar[Access] = {"GET": signed_in}
    renderer_classes = [JSONRenderer, ArchiveRenderer]

    @extend_schema(
        tags=list(TAGS),
        responses={
            (200, "application/zip"): OpenApiTypes.BINARY,
            **{(status, PROBLEM): Problem for status in (401, 403, 404, 410, 429, 503)},
        },
    )
    def get(self, request: Request, export: UUID) -> FileResponse:
        """The session that asks must have been confirmed within ten minutes."""
        require_fresh(session_behind(request))
        return private_archive(open_export(user=person_of(request), export_id=export))


class LeavingView(ApiView):
    access: ClassVar[Access] = {"POST": signed_in}

    @endpoint(takes=LeaveInput, gives=Leaver, refuses=(409,), tags=TAGS)
    def post(self, request: Request, data: dict[str, str]) -> User:
        """Logs out everywhere, this session too, which must have been confirmed within ten minutes."""
        require_fresh(session_behind(request))
        return leave(user=person_of(request), username=data["username"])
