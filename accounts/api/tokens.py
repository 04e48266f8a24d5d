"""/api/v1/tokens: keys that people make for programs. No such key reaches this, or any other key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework import serializers
from rest_framework.response import Response

from accounts.asking import person_of
from accounts.authentication import session_behind
from accounts.scopes import every_scope
from accounts.selectors import tokens_of
from accounts.services.step_up import require_fresh
from accounts.services.tokens import make_personal_token, revoke_personal_token
from roastlive.lib.access import Access, signed_in
from roastlive.lib.api.endpoints import endpoint
from roastlive.lib.api.fields import LineField
from roastlive.lib.api.serializers import Input
from roastlive.lib.api.views import ApiView

if TYPE_CHECKING:
    from uuid import UUID

    from rest_framework.request import Request

TAGS = ("tokens",)
MOST_SCOPES = 50


class TokenInput(Input):
    name = LineField(maximum=60, minimum=1)
    scopes = serializers.ListField(child=serializers.CharField(max_length=40), min_length=1, max_length=MOST_SCOPES)
    expires_at = serializers.DateTimeField(required=False, allow_null=True, default=None)


class Token(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    prefix = serializers.CharField()
    scopes = serializers.ListField(child=serializers.CharField())
    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(allow_null=True)


class NewToken(Token):
    token = serializers.CharField(help_text="Shown this once.")


class TokenScope(serializers.Serializer[Any]):
    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class TokenList(serializers.Serializer[Any]):
    results = Token(many=True)
    scopes = TokenScope(many=True)


class Tokens(ApiView):
    access: ClassVar[Access] = {"GET": signed_in, "POST": signed_in}

    @endpoint(gives=TokenList, tags=TAGS)
    def get(self, request: Request) -> dict[str, Any]:
        return {"results": tokens_of(person_of(request)), "scopes": every_scope()}

    @endpoint(takes=TokenInput, gives=NewToken, status=201, refuses=(409,), tags=TAGS)
    def post(self, request: Request, data: dict[str, Any]) -> Response:
        """The session that asks must have been confirmed within ten minutes."""
        require_fresh(session_behind(request))
        made, secret = make_personal_token(user=person_of(request), **data)
        made.token = secret  # type: ignore[attr-defined]
        return Response(NewToken(made).data, status=201)


class OneToken(ApiView):
    access: ClassVar[Access] = {"DELETE": signed_in}

    @endpoint(refuses=(404,), tags=TAGS)
    def delete(self, request: Request, token: UUID) -> None:
        revoke_personal_token(user=person_of(request), token_id=token)
