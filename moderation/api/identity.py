"""/api/v1/identity-check/: a creator's own check. What they sent is never given back, not even to them.

No scope: a program with a token reaches none of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from rest_framework import serializers
from rest_framework.parsers import MultiPartParser

from accounts.asking import creator_of
from moderation.models import KycDocument, KycVerification
from moderation.selectors.identity_checks import Standing, identity_of
from moderation.services.identity_checks.asking import add_picture, save_details, submit
from moderation.services.identity_checks.details import (
    ADDRESS_LONGEST,
    NAME_LONGEST,
    NUMBER_LONGEST,
    DocumentKind,
)
from roastlive.lib.access import Access, signed_in
from roastlive.lib.api.endpoints import endpoint
from roastlive.lib.api.fields import LineField, ParagraphsField
from roastlive.lib.api.serializers import Input
from roastlive.lib.api.views import ApiView

if TYPE_CHECKING:
    from rest_framework.request import Request

TAGS = ("identity",)


class IdentityDetails(Input):
    """What is not given is forgotten."""

    legal_name = LineField(maximum=NAME_LONGEST, required=False, default="")
    date_of_birth = serializers.DateField(required=False)
    address = ParagraphsField(maximum=ADDRESS_LONGEST, required=False, default="")
    country = serializers.CharField(max_length=2, required=False, default="", help_text="ISO 3166, such as DE.")
    document_kind = serializers.ChoiceField(choices=DocumentKind.choices, required=False)
    document_country = serializers.CharField(max_length=2, required=False, default="")
    document_number = LineField(maximum=NUMBER_LONGEST, required=False, default="")
    document_expires = serializers.DateField(required=False, help_text="The last day; none if it never ends.")


class IdentityPicture(Input):
    picture = serializers.FileField(help_text="JPEG, PNG, WebP or GIF, up to 8 MB.")


class IdentityStanding(serializers.Serializer[Standing]):
    status = serializers.ChoiceField(choices=[("none", "Nothing yet"), *KycVerification.Status.choices])
    pictures = serializers.ListField(
        child=serializers.ChoiceField(choices=KycDocument.Side.choices), source="shown_sides"
    )
    submitted_at = serializers.DateTimeField(source="check.submitted_at", allow_null=True, default=None)
    decided_at = serializers.DateTimeField(source="check.decided_at", allow_null=True, default=None)
    refusal = serializers.CharField(source="check.refusal", default="")
    reason = serializers.CharField(source="check.get_refusal_display", default="")
    note = serializers.CharField(source="check.note", default="")
    counts_until = serializers.DateTimeField(allow_null=True)


class IdentityCheckView(ApiView):
    access: ClassVar[Access] = {"GET": signed_in, "PUT": signed_in}

    @endpoint(gives=IdentityStanding, refuses=(404,), tags=TAGS)
    def get(self, request: Request) -> Standing:
        return identity_of(_person_id(request))

    @endpoint(takes=IdentityDetails, gives=IdentityStanding, refuses=(404, 409), tags=TAGS)
    def put(self, request: Request, data: dict[str, Any]) -> Standing:
        person = creator_of(request).user
        save_details(person=person, said={name: str(value) for name, value in data.items()})
        return identity_of(person.pk)


class IdentityPictureView(ApiView):
    access: ClassVar[Access] = {"PUT": signed_in}
    limits: ClassVar[tuple[str, ...]] = ("identity",)
    parser_classes = (MultiPartParser,)

    @endpoint(takes=IdentityPicture, gives=IdentityStanding, refuses=(404, 409), tags=TAGS)
    def put(self, request: Request, side: str, data: dict[str, Any]) -> Standing:
        person = creator_of(request).user
        add_picture(person=person, side=side, upload=data["picture"])
        return identity_of(person.pk)


class IdentitySubmissionView(ApiView):
    access: ClassVar[Access] = {"POST": signed_in}
    limits: ClassVar[tuple[str, ...]] = ("identity",)

    @endpoint(gives=IdentityStanding, refuses=(400, 404, 409), tags=TAGS)
    def post(self, request: Request) -> Standing:
        person = creator_of(request).user
        submit(person=person)
        return identity_of(person.pk)


def _person_id(request: Request) -> UUID:
    """Raises NotFound for those who are no creators."""
    return creator_of(request).user_id
