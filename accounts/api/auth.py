"""/api/v1/auth/: how a program comes in for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.utils.translation import get_language
from rest_framework import serializers
from rest_framework.response import Response

from accounts.asking import person_of
from accounts.authentication import session_behind
from accounts.errors import SessionOver
from accounts.models.user import username_rule
from accounts.services.login import give_code, give_password
from accounts.services.passwords import LONGEST, ask_for_reset, reset_password
from accounts.services.registration import confirm_registration, register
from accounts.services.sessions import Ending, end_session
from accounts.services.step_up import confirm
from accounts.services.tokens import Pair, open_api_session, refresh
from accounts.visits import visit_of
from roastlive.lib.access import Access, public, signed_in
from roastlive.lib.api.endpoints import endpoint
from roastlive.lib.api.fields import LineField
from roastlive.lib.api.serializers import Input
from roastlive.lib.api.views import ApiView

if TYPE_CHECKING:
    from rest_framework.request import Request

TAGS = ("auth",)
TOKEN_LENGTH = 200


class LoginInput(Input):
    email = serializers.CharField(max_length=254)
    password = serializers.CharField(max_length=LONGEST, trim_whitespace=False)
    device = LineField(maximum=80, required=False, default="", help_text="What the person will know this device by.")
    stay = serializers.BooleanField(
        required=False,
        default=False,
        help_text="Whoever is leaving says here that they do not; see the code `leaving`.",
    )


class CodeInput(Input):
    challenge = serializers.CharField(max_length=1000)
    code = serializers.CharField(max_length=40)
    device = LineField(maximum=80, required=False, default="")
    stay = serializers.BooleanField(required=False, default=False)


class RefreshInput(Input):
    refresh = serializers.CharField(max_length=TOKEN_LENGTH)


class ConfirmInput(Input):
    answer = serializers.CharField(
        max_length=LONGEST, trim_whitespace=False, help_text="The password, or a code of the second factor."
    )


class RegisterInput(Input):
    email = serializers.EmailField(max_length=254)
    username = serializers.CharField(min_length=3, max_length=30, validators=[username_rule])
    password = serializers.CharField(max_length=LONGEST, trim_whitespace=False)
    date_of_birth = serializers.DateField()


class VerifyInput(Input):
    token = serializers.CharField(max_length=TOKEN_LENGTH)
    username = serializers.CharField(
        max_length=30,
        required=False,
        default="",
        validators=[username_rule],
        help_text="Another one, if the first was taken meanwhile.",
    )


class ResetInput(Input):
    email = serializers.EmailField(max_length=254)


class NewPasswordInput(Input):
    token = serializers.CharField(max_length=TOKEN_LENGTH)
    password = serializers.CharField(max_length=LONGEST, trim_whitespace=False)


class Tokens(serializers.Serializer[Any]):
    access = serializers.CharField(help_text="For `Authorization: Bearer`, ten minutes long.")
    refresh = serializers.CharField(help_text="Good once: it is answered with the next one.")
    expires_in = serializers.IntegerField()
    session = serializers.UUIDField(source="session.pk")


class LoginAnswer(serializers.Serializer[Any]):
    """Either tokens, or a challenge that goes to `/auth/two-factor` with a code."""

    access = serializers.CharField(required=False)
    refresh = serializers.CharField(required=False)
    expires_in = serializers.IntegerField(required=False)
    session = serializers.UUIDField(required=False)
    two_factor = serializers.ChoiceField(choices=["required"], required=False)
    challenge = serializers.CharField(required=False)


class Joined(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    username = serializers.CharField()
    email = serializers.EmailField()


class Login(ApiView):
    access: ClassVar[Access] = {"POST": public}

    @endpoint(takes=LoginInput, gives=LoginAnswer, tags=TAGS)
    def post(self, request: Request, data: dict[str, Any]) -> Response:
        visit = visit_of(request)
        entry = give_password(email=data["email"], password=data["password"], household=visit.household)
        if entry.challenge:
            return Response({"two_factor": "required", "challenge": entry.challenge})
        return _tokens(open_api_session(user=entry.user, visit=visit, device=data["device"], stays=data["stay"]))


class TwoFactor(ApiView):
    access: ClassVar[Access] = {"POST": public}

    @endpoint(takes=CodeInput, gives=Tokens, tags=TAGS)
    def post(self, request: Request, data: dict[str, Any]) -> Pair:
        visit = visit_of(request)
        person = give_code(challenge=data["challenge"], code=data["code"], household=visit.household)
        return open_api_session(user=person, visit=visit, device=data["device"], second_factor=True, stays=data["stay"])


class Refresh(ApiView):
    access: ClassVar[Access] = {"POST": public}

    @endpoint(takes=RefreshInput, gives=Tokens, tags=TAGS)
    def post(self, request: Request, data: dict[str, str]) -> Pair:
        return refresh(token=data["refresh"], visit=visit_of(request))


class Logout(ApiView):
    access: ClassVar[Access] = {"POST": signed_in}

    @endpoint(tags=TAGS)
    def post(self, request: Request) -> None:
        session = session_behind(request)
        if session is None:
            raise SessionOver
        end_session(user_id=session.user_id, session_id=session.pk, ending=Ending.LOGOUT)


class Confirm(ApiView):
    """Before what is dangerous: good for ten minutes."""

    access: ClassVar[Access] = {"POST": signed_in}

    @endpoint(takes=ConfirmInput, tags=TAGS)
    def post(self, request: Request, data: dict[str, str]) -> None:
        session = session_behind(request)
        if session is None:
            raise SessionOver
        confirm(user=person_of(request), session=session, answer=data["answer"], household=visit_of(request).household)


class Register(ApiView):
    """Orders the letter whose link makes the account. The answer is the same for every address."""

    access: ClassVar[Access] = {"POST": public}

    @endpoint(takes=RegisterInput, refuses=(409,), tags=TAGS)
    def post(self, request: Request, data: dict[str, Any]) -> None:
        register(**data, language=get_language() or settings.LANGUAGE_CODE, household=visit_of(request).household)


class Verify(ApiView):
    access: ClassVar[Access] = {"POST": public}

    @endpoint(takes=VerifyInput, gives=Joined, status=201, refuses=(409, 410), tags=TAGS)
    def post(self, request: Request, data: dict[str, str]) -> Any:
        person, _pending = confirm_registration(token=data["token"], username=data["username"])
        return person


class Reset(ApiView):
    """Orders the letter, if there is somebody to get it. The answer is the same for every address."""

    access: ClassVar[Access] = {"POST": public}

    @endpoint(takes=ResetInput, tags=TAGS)
    def post(self, request: Request, data: dict[str, str]) -> None:
        ask_for_reset(email=data["email"], household=visit_of(request).household)


class ResetConfirm(ApiView):
    access: ClassVar[Access] = {"POST": public}

    @endpoint(takes=NewPasswordInput, refuses=(410,), tags=TAGS)
    def post(self, request: Request, data: dict[str, str]) -> None:
        reset_password(token=data["token"], password=data["password"])


def _tokens(pair: Pair) -> Response:
    return Response(Tokens(pair).data)
