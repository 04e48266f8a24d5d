"""/api/v1/auth/passkey: coming in with a key that never leaves its device."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework import serializers

from accounts.api.auth import TAGS, Tokens
from accounts.services.passkeys import begin_entering, finish_entering, remember_question, take_question
from accounts.services.tokens import Pair, open_api_session
from accounts.visits import visit_of
from roastlive.lib.access import Access, public
from roastlive.lib.api.endpoints import endpoint
from roastlive.lib.api.fields import LineField
from roastlive.lib.api.serializers import Input
from roastlive.lib.api.views import ApiView
from roastlive.lib.limits import require

if TYPE_CHECKING:
    from rest_framework.request import Request

HANDLE_LENGTH = 200


class Question(serializers.Serializer[Any]):
    state = serializers.CharField(help_text="Goes back with the answer. Good once, for five minutes.")
    options = serializers.DictField(help_text="For `navigator.credentials.get({publicKey: ...})`, in its JSON form.")


class PasskeyInput(Input):
    state = serializers.CharField(max_length=HANDLE_LENGTH)
    credential = serializers.DictField(
        help_text="What the authenticator said, as `PublicKeyCredential.toJSON()` gives it."
    )
    device = LineField(maximum=80, required=False, default="")
    stay = serializers.BooleanField(required=False, default=False)


class PasskeyBegin(ApiView):
    access: ClassVar[Access] = {"POST": public}

    @endpoint(gives=Question, tags=TAGS)
    def post(self, request: Request) -> dict[str, Any]:
        """The same question to everybody: who it is, the passkey will say."""
        require(("login_address", visit_of(request).household))
        asked, state = begin_entering(request=request._request)
        return {"state": remember_question(state), "options": asked}


class PasskeyLogin(ApiView):
    access: ClassVar[Access] = {"POST": public}

    @endpoint(takes=PasskeyInput, gives=Tokens, tags=TAGS)
    def post(self, request: Request, data: dict[str, Any]) -> Pair:
        """A passkey is password and second factor at once."""
        visit = visit_of(request)
        require(("login_address", visit.household))
        person = finish_entering(
            request=request._request, state=take_question(data["state"]), answer=data["credential"]
        )
        return open_api_session(user=person, visit=visit, device=data["device"], second_factor=True, stays=data["stay"])
