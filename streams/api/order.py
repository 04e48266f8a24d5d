"""Keeping order in a chat over the API. For those who do not, none of this is there."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request

from accounts.asking import person_of
from accounts.geo import country_of
from roastlive.lib.access import Access, public, signed_in
from roastlive.lib.api.endpoints import endpoint
from roastlive.lib.api.serializers import Input
from roastlive.lib.api.views import ApiView
from streams.messages import LONGEST_TIMEOUT
from streams.models import Stream
from streams.selectors.chat import modes_as_shown, waiting_lines, waiting_unbans
from streams.selectors.streams import stream_seen_by
from streams.services.chat.holding import decide_held
from streams.services.chat.modes import FIELDS, change_mode, require_order
from streams.services.chat.removing import ban, time_out, unban
from streams.services.chat.shield import set_shield
from streams.services.chat.unbans import answer_unban, ask_back_to

TAGS = ("chat",)
ITEM = "See docs/websocket.md."


class ModesInput(Input):
    """What is named is changed: seconds, minutes, or 1 and 0."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        fields: dict[str, serializers.Field[Any, Any, Any, Any]] = {
            name: serializers.IntegerField(required=False, min_value=0, max_value=90 * 24 * 60) for name in FIELDS
        }
        return {**fields, "shield": serializers.BooleanField(required=False)}


class ModesAnswer(serializers.Serializer[Any]):
    modes = serializers.DictField(help_text=ITEM)


class TimeoutInput(Input):
    person = serializers.UUIDField()
    seconds = serializers.IntegerField(min_value=1, max_value=LONGEST_TIMEOUT)
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class BanInput(Input):
    person = serializers.UUIDField()
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class SanctionAnswer(serializers.Serializer[Any]):
    person = serializers.UUIDField()
    until = serializers.DateTimeField(allow_null=True)


class ItemsAnswer(serializers.Serializer[Any]):
    results = serializers.ListField(child=serializers.DictField(), help_text=ITEM)


class HeldInput(Input):
    approve = serializers.BooleanField()


class StatusAnswer(serializers.Serializer[Any]):
    status = serializers.CharField()


class WordsInput(Input):
    words = serializers.CharField(max_length=300)


class AnswerInput(Input):
    grant = serializers.BooleanField()
    answer = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


def _show(request: Request, stream: UUID) -> Stream:
    return stream_seen_by(stream_id=stream, visitor=request.user, country=country_of(request))


class ModesView(ApiView):
    access: ClassVar[Access] = {"GET": public, "PATCH": signed_in}
    scope = "chat"

    @endpoint(gives=ModesAnswer, refuses=(404, 451), tags=TAGS)
    def get(self, request: Request, stream: UUID) -> dict[str, Any]:
        return {"modes": modes_as_shown(_show(request, stream))}

    @endpoint(takes=ModesInput, gives=ModesAnswer, refuses=(404, 451), tags=TAGS)
    def patch(self, request: Request, stream: UUID, data: dict[str, Any]) -> dict[str, Any]:
        show, person = _show(request, stream), person_of(request)
        require_order(show, person)
        if "shield" in data:
            set_shield(stream=show, by=person, on=data["shield"])
        for name in data.keys() & FIELDS.keys():
            change_mode(stream=show, by=person, name=name, value=data[name])
        return {"modes": modes_as_shown(show)}


class TimeoutsView(ApiView):
    access: ClassVar[Access] = {"POST": signed_in}
    scope = "chat"

    @endpoint(takes=TimeoutInput, gives=SanctionAnswer, status=201, refuses=(404, 409, 451), tags=TAGS)
    def post(self, request: Request, stream: UUID, data: dict[str, Any]) -> dict[str, Any]:
        row = time_out(
            stream=_show(request, stream),
            person_id=data["person"],
            by=person_of(request),
            seconds=data["seconds"],
            reason=data["reason"],
        )
        return {"person": row.person_id, "until": row.ends_at}


class BansView(ApiView):
    access: ClassVar[Access] = {"POST": signed_in}
    scope = "chat"

    @endpoint(takes=BanInput, gives=SanctionAnswer, status=201, refuses=(404, 409, 451), tags=TAGS)
    def post(self, request: Request, stream: UUID, data: dict[str, Any]) -> dict[str, Any]:
        show = _show(request, stream)
        row = ban(stream=show, person_id=data["person"], by=person_of(request), reason=data["reason"])
        return {"person": row.person_id, "until": row.ends_at}


class BanView(ApiView):
    """Timeouts, too: whatever keeps them from writing here."""

    access: ClassVar[Access] = {"DELETE": signed_in}
    scope = "chat"

    @endpoint(refuses=(404, 409, 451), tags=TAGS)
    def delete(self, request: Request, stream: UUID, person: UUID) -> None:
        unban(stream=_show(request, stream), person_id=person, by=person_of(request))


class HeldLinesView(ApiView):
    access: ClassVar[Access] = {"GET": signed_in}
    scope = "chat"

    @endpoint(gives=ItemsAnswer, refuses=(404, 451), tags=TAGS)
    def get(self, request: Request, stream: UUID) -> dict[str, Any]:
        show = _show(request, stream)
        require_order(show, person_of(request))
        return {"results": waiting_lines(show)}


class HeldLineView(ApiView):
    access: ClassVar[Access] = {"POST": signed_in}
    scope = "chat"

    @endpoint(takes=HeldInput, gives=StatusAnswer, refuses=(404, 409), tags=TAGS)
    def post(self, request: Request, held: UUID, data: dict[str, Any]) -> dict[str, Any]:
        return {"status": decide_held(held_id=held, by=person_of(request), approve=data["approve"]).status}


class UnbanRequestsView(ApiView):
    access: ClassVar[Access] = {"GET": signed_in, "POST": signed_in}
    scope = "chat"

    @endpoint(gives=ItemsAnswer, refuses=(404, 451), tags=TAGS)
    def get(self, request: Request, stream: UUID) -> dict[str, Any]:
        show = _show(request, stream)
        require_order(show, person_of(request))
        return {"results": waiting_unbans(show)}

    @endpoint(takes=WordsInput, gives=StatusAnswer, status=201, refuses=(404, 409), tags=TAGS)
    def post(self, request: Request, stream: UUID, data: dict[str, Any]) -> dict[str, Any]:
        return {"status": ask_back_to(stream_id=stream, person=person_of(request), words=data["words"]).status}


class UnbanRequestView(ApiView):
    access: ClassVar[Access] = {"POST": signed_in}
    scope = "chat"

    @endpoint(takes=AnswerInput, gives=StatusAnswer, refuses=(404, 409), tags=TAGS)
    def post(self, request: Request, asked: UUID, data: dict[str, Any]) -> dict[str, Any]:
        row = answer_unban(request_id=asked, by=person_of(request), grant=data["grant"], answer=data["answer"])
        return {"status": row.status}
