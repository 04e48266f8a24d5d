"""/api/v1/streams/<id>/goals and /api/v1/goals: what a crowd pays for together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.asking import person_of
from accounts.geo import country_of
from accounts.scopes import register_scope
from economy.api.keyed import answered, takes_key
from roastlive.lib.access import Access, public, signed_in
from roastlive.lib.api.endpoints import endpoint
from roastlive.lib.api.fields import LineField, TokenAmountField
from roastlive.lib.api.idempotent import key_of
from roastlive.lib.api.serializers import Input
from roastlive.lib.api.views import ApiView
from roastlive.lib.limits import require
from streams.models import ChallengeGoal
from streams.models.goals import GOAL_TITLE_LONGEST, HIGHEST_GOAL
from streams.selectors.goals import goals_of, said_of
from streams.selectors.streams import stream_seen_by
from streams.services.goal_endings import NOTE_LONGEST, finish_goal, give_back
from streams.services.goals import LONGEST_MINUTES, chip_in, set_goal

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from rest_framework.request import Request
    from rest_framework.response import Response

TAGS = ("goals",)

register_scope("crowd", read=_("See goals and polls"), write=_("Vote, and put up goals and polls for you"))


class GoalAnswer(serializers.Serializer[Any]):
    """What was `raised` waits in escrow until the creator has done it, and goes back if it is not done."""

    id = serializers.UUIDField()
    stream = serializers.UUIDField(source="stream_id")
    title = serializers.CharField()
    target = serializers.IntegerField()
    raised = serializers.IntegerField()
    people = serializers.IntegerField()
    status = serializers.ChoiceField(choices=ChallengeGoal.Status.values)
    ends_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    note = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()

    def get_note(self, goal: ChallengeGoal) -> str:
        return str(said_of(goal))


class GoalInput(Input):
    title = LineField(maximum=GOAL_TITLE_LONGEST, minimum=1, help_text="What you will do.")
    target = TokenAmountField(min_value=1, max_value=HIGHEST_GOAL)
    minutes = TokenAmountField(min_value=1, max_value=LONGEST_MINUTES, required=False, allow_null=True, default=None)


class ContributionInput(Input):
    amount = TokenAmountField(min_value=1, max_value=HIGHEST_GOAL)


class ContributionAnswer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    goal = serializers.UUIDField(source="goal_id")
    amount = serializers.IntegerField()
    transfer = serializers.UUIDField(source="transfer_id")
    status = serializers.CharField()
    created_at = serializers.DateTimeField()


class GivenAnswer(serializers.Serializer[Any]):
    """`balance` is what it left in the wallet."""

    contribution = ContributionAnswer()
    goal = GoalAnswer()
    balance = serializers.IntegerField()


class GiveBackInput(Input):
    note = LineField(maximum=NOTE_LONGEST, required=False, default="", help_text="Everybody who gave reads it.")


class GoalsView(ApiView):
    access: ClassVar[Access] = {"GET": public, "POST": signed_in}
    scope = "crowd"

    @endpoint(gives=GoalAnswer, paged=True, refuses=(404, 451), tags=TAGS)
    def get(self, request: Request, stream: UUID) -> QuerySet[ChallengeGoal]:
        seen = stream_seen_by(stream_id=stream, visitor=request.user, country=country_of(request))
        return goals_of(seen.pk)

    @endpoint(takes=GoalInput, gives=GoalAnswer, status=201, keyed=True, refuses=(404, 409), tags=TAGS)
    def post(self, request: Request, stream: UUID, data: dict[str, Any]) -> ChallengeGoal:
        return set_goal(stream_id=stream, by=person_of(request), **data)


class ContributionsView(ApiView):
    access: ClassVar[Access] = {"POST": signed_in}
    scope = "giving"

    @takes_key
    @endpoint(takes=ContributionInput, gives=GivenAnswer, status=201, refuses=(404, 409, 451), tags=TAGS)
    def post(self, request: Request, goal: UUID, data: dict[str, Any]) -> Response:
        person = person_of(request)
        key = key_of(request)
        require(("gifts", person.pk))
        given = chip_in(goal_id=goal, person=person, amount=data["amount"], key=key, country=country_of(request))
        return answered(GivenAnswer(given).data, is_replayed=given.replayed)


class DoneView(ApiView):
    """For its creator: it is done, and what was raised is theirs. Said again, it changes nothing."""

    access: ClassVar[Access] = {"POST": signed_in}
    scope = "crowd"

    @endpoint(gives=GoalAnswer, refuses=(404, 409), tags=TAGS)
    def post(self, request: Request, goal: UUID) -> ChallengeGoal:
        return finish_goal(goal_id=goal, by=person_of(request))


class GiveBackView(ApiView):
    """For its creator and who moderates there: everybody gets theirs back. Said again, it changes nothing."""

    access: ClassVar[Access] = {"POST": signed_in}
    scope = "crowd"

    @endpoint(takes=GiveBackInput, gives=GoalAnswer, refuses=(404, 409), tags=TAGS)
    def post(self, request: Request, goal: UUID, data: dict[str, str]) -> ChallengeGoal:
        return give_back(goal_id=goal, by=person_of(request), note=data["note"])
