"""/api/v1/blocks: whom somebody wants nothing to do with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework import serializers

from accounts.asking import person_of
from accounts.selectors import blocked_person, blocks_of, person_named
from accounts.services.blocking import block, unblock
from roastlive.lib.access import Access, signed_in
from roastlive.lib.api.endpoints import endpoint
from roastlive.lib.api.serializers import Input
from roastlive.lib.api.views import ApiView

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request

    from accounts.models import Block

TAGS = ("blocks",)


class BlockInput(Input):
    username = serializers.CharField(max_length=30)


class Blocked(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    username = serializers.CharField(source="blocked.username")
    created_at = serializers.DateTimeField()


class BlocksView(ApiView):
    access: ClassVar[Access] = {"GET": signed_in, "POST": signed_in}
    limits: ClassVar[tuple[str, ...]] = ("follows",)
    scope = "follows"

    @endpoint(gives=Blocked, paged=True, tags=TAGS)
    def get(self, request: Request) -> QuerySet[Block]:
        return blocks_of(person_of(request))

    @endpoint(takes=BlockInput, gives=Blocked, status=201, refuses=(404,), tags=TAGS)
    def post(self, request: Request, data: dict[str, str]) -> Block:
        return block(blocker=person_of(request), blocked=person_named(data["username"]))


class BlockView(ApiView):
    access: ClassVar[Access] = {"DELETE": signed_in}
    scope = "follows"

    @endpoint(refuses=(404,), tags=TAGS)
    def delete(self, request: Request, username: str) -> None:
        """404 for whom one has not blocked, whoever they are."""
        user = person_of(request)
        unblock(blocker=user, blocked=blocked_person(blocker=user, username=username))
