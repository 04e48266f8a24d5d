"""/api/v1/standing, sanctions and appeals: what a person may know of their own, and say to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework import serializers

from accounts.asking import person_of
from moderation.models import Act, Appeal
from moderation.selectors.standing import as_own, own_appeal, own_appeals, sanction_row, sanction_rows
from moderation.selectors.trust import assessment_of
from moderation.services.appeals import WORDS_LEAST, WORDS_MOST, appeal
from moderation.services.standing import standing_of
from roastlive.lib.access import Access, signed_in
from roastlive.lib.api.endpoints import endpoint
from roastlive.lib.api.fields import ParagraphsField
from roastlive.lib.api.serializers import Input
from roastlive.lib.api.views import ApiView
from roastlive.lib.limits import require

if TYPE_CHECKING:
    from uuid import UUID

    from rest_framework.request import Request

    from moderation.models import UserSanction
    from moderation.querysets.sanctions import AppealQuerySet, UserSanctionQuerySet

TAGS = ("standing",)


class AppealInput(Input):
    sanction = serializers.UUIDField()
    words = ParagraphsField(minimum=WORDS_LEAST, maximum=WORDS_MOST)


class AppealShown(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    sanction = serializers.UUIDField(source="sanction_id")
    words = serializers.CharField()
    status = serializers.CharField()
    created_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    answer = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)


class SanctionShown(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="sanction.pk")
    kind = serializers.CharField(source="sanction.kind")
    scope = serializers.CharField(source="sanction.scope")
    channel = serializers.UUIDField(source="sanction.channel_id", allow_null=True)
    category = serializers.CharField(source="sanction.category")
    reason = serializers.CharField(source="sanction.reason")
    starts_at = serializers.DateTimeField(source="sanction.starts_at")
    ends_at = serializers.DateTimeField(source="sanction.ends_at", allow_null=True)
    lifted_at = serializers.DateTimeField(source="sanction.lifted_at", allow_null=True)
    lift_reason = serializers.CharField(source="sanction.lift_reason")
    is_in_force = serializers.BooleanField()
    appeal_until = serializers.DateTimeField(allow_null=True)
    appeal = AppealShown(allow_null=True)

    def to_representation(self, instance: UserSanction) -> dict[str, Any]:
        return super().to_representation(as_own(instance))


class Wanted(serializers.Serializer[Any]):
    words = serializers.CharField()
    is_met = serializers.BooleanField()


class StandingShown(serializers.Serializer[Any]):
    may = serializers.DictField(child=serializers.BooleanField(), help_text="What the whole house lets you do.")
    trust = serializers.IntegerField(help_text="0 new, 1 known, 2 trusted, 3 pillar of the house.")
    trust_version = serializers.IntegerField()
    wanted = Wanted(many=True, help_text="What the next level of trust asks for.")


class StandingView(ApiView):
    access: ClassVar[Access] = {"GET": signed_in}
    scope = "standing"

    @endpoint(gives=StandingShown, tags=TAGS)
    def get(self, request: Request) -> dict[str, object]:
        person = person_of(request)
        here, trust = standing_of(person.pk), assessment_of(person.pk)
        return {
            "may": {act.value: here.may(act) for act in Act},
            "trust": int(trust.level),
            "trust_version": trust.version,
            "wanted": trust.wanted,
        }


class SanctionsView(ApiView):
    access: ClassVar[Access] = {"GET": signed_in}
    scope = "standing"

    @endpoint(gives=SanctionShown, paged=True, tags=TAGS)
    def get(self, request: Request) -> UserSanctionQuerySet:
        """Your own, newest first."""
        return sanction_rows(person_of(request))


class SanctionView(ApiView):
    access: ClassVar[Access] = {"GET": signed_in}
    scope = "standing"

    @endpoint(gives=SanctionShown, refuses=(404,), tags=TAGS)
    def get(self, request: Request, sanction: UUID) -> UserSanction:
        return sanction_row(person_of(request), sanction)


class AppealsView(ApiView):
    access: ClassVar[Access] = {"GET": signed_in, "POST": signed_in}
    scope = "standing"

    @endpoint(gives=AppealShown, paged=True, tags=TAGS)
    def get(self, request: Request) -> AppealQuerySet:
        return own_appeals(person_of(request))

    @endpoint(takes=AppealInput, gives=AppealShown, status=201, refuses=(404, 409), tags=TAGS)
    def post(self, request: Request, data: dict[str, Any]) -> Appeal:
        """Once for each sanction, while it holds. Somebody who had no part in it answers."""
        person = person_of(request)
        require(("appeals", person.pk))
        return appeal(person=person, sanction_id=data["sanction"], words=data["words"])


class AppealView(ApiView):
    access: ClassVar[Access] = {"GET": signed_in}
    scope = "standing"

    @endpoint(gives=AppealShown, refuses=(404,), tags=TAGS)
    def get(self, request: Request, appeal: UUID) -> Appeal:
        return own_appeal(person_of(request), appeal)
