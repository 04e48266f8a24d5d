"""/api/v1/streams/<id>/polls and /api/v1/polls: questions to the room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework import serializers

from accounts.asking import person_of
from accounts.geo import country_of
from roastlive.lib.access import Access, public, signed_in
from roastlive.lib.api.endpoints import endpoint
from roastlive.lib.api.fields import LineField, TokenAmountField
from roastlive.lib.api.serializers import Input
from roastlive.lib.api.views import ApiView
from streams.models.polls import (
    CHOICE_LONGEST,
    CHOICES_LEAST,
    CHOICES_MOST,
    POLL_SECONDS,
    QUESTION_LONGEST,
)
from streams.selectors.polls import poll_with_choices, polls_of
from streams.selectors.streams import stream_seen_by
from streams.services.polls import close_poll, open_poll, vote

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from rest_framework.request import Request

    from streams.models import Poll

TAGS = ("polls",)


class ChoiceAnswer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    text = serializers.CharField()
    votes = serializers.IntegerField()


class PollAnswer(serializers.Serializer[Any]):
    """Closed by the clock at `ends_at`, or before by hand."""

    id = serializers.UUIDField()
    stream = serializers.UUIDField(source="stream_id")
    question = serializers.CharField()
    choices = ChoiceAnswer(many=True)
    ends_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()


class PollInput(Input):
    question = LineField(maximum=QUESTION_LONGEST, minimum=1)
    choices = serializers.ListField(
        child=LineField(maximum=CHOICE_LONGEST, minimum=1), min_length=CHOICES_LEAST, max_length=CHOICES_MOST
    )
    seconds = TokenAmountField(min_value=POLL_SECONDS[0], max_value=POLL_SECONDS[1], required=False, default=60)


class VoteInput(Input):
    choice = serializers.UUIDField()


class PollsView(ApiView):
    access: ClassVar[Access] = {"GET": public, "POST": signed_in}
    scope = "crowd"

    @endpoint(gives=PollAnswer, paged=True, refuses=(404, 451), tags=TAGS)
    def get(self, request: Request, stream: UUID) -> QuerySet[Poll]:
        seen = stream_seen_by(stream_id=stream, visitor=request.user, country=country_of(request))
        return polls_of(seen.pk)

    @endpoint(takes=PollInput, gives=PollAnswer, status=201, keyed=True, refuses=(404, 409), tags=TAGS)
    def post(self, request: Request, stream: UUID, data: dict[str, Any]) -> Poll:
        return open_poll(stream_id=stream, by=person_of(request), **data)


class VotesView(ApiView):
    """One vote each. A second one is refused with `already_voted`."""

    access: ClassVar[Access] = {"POST": signed_in}
    scope = "crowd"

    @endpoint(takes=VoteInput, gives=PollAnswer, status=201, refuses=(404, 409, 451), tags=TAGS)
    def post(self, request: Request, poll: UUID, data: dict[str, Any]) -> Poll:
        vote(poll_id=poll, choice_id=data["choice"], person=person_of(request), country=country_of(request))
        return poll_with_choices(poll)


class CloseView(ApiView):
    """For the creator and who moderates there. Said again, it changes nothing."""

    access: ClassVar[Access] = {"POST": signed_in}
    scope = "crowd"

    @endpoint(gives=PollAnswer, refuses=(404,), tags=TAGS)
    def post(self, request: Request, poll: UUID) -> Poll:
        return close_poll(poll_id=poll, by=person_of(request))
