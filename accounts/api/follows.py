"""/api/v1/follows: whom somebody follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework import serializers

from accounts.api.people import Creator
from accounts.asking import person_of
from accounts.selectors import follows_of
from roastlive.lib.access import Access, signed_in
from roastlive.lib.api.endpoints import endpoint
from roastlive.lib.api.views import ApiView

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request

    from accounts.models import Follow


class Followed(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    creator = Creator()
    bell = serializers.BooleanField(source="notifications_enabled")
    created_at = serializers.DateTimeField()


class FollowsView(ApiView):
    access: ClassVar[Access] = {"GET": signed_in}
    scope = "follows"

    @endpoint(gives=Followed, paged=True, tags=("follows",))
    def get(self, request: Request) -> QuerySet[Follow]:
        return follows_of(person_of(request))
