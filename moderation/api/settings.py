"""/api/v1/moderation-settings: how one's own channel is moderated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.asking import creator_of
from accounts.scopes import register_scope
from moderation.models import ModerationSettings
from moderation.models.settings import (
    DELAYS,
    FOLLOW_AGE_MOST,
    SLOW_SECONDS,
    STRICTEST,
    TOPIC_LONGEST,
    TOPICS_MOST,
    WORD_LONGEST,
    WORDS_MOST,
)
from moderation.screening import Category, Speaker, Target, Verdict
from moderation.selectors.settings import delegates_of, settings_of
from moderation.services.screening import screen_for
from moderation.services.settings import add_delegate, change_settings, remove_delegate, set_safe_word
from roastlive.lib.access import Access, signed_in
from roastlive.lib.api.endpoints import endpoint
from roastlive.lib.api.fields import LineField, TokenAmountField
from roastlive.lib.api.serializers import Input
from roastlive.lib.api.views import ApiView

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise
    from rest_framework.request import Request

    from moderation.models import ChannelDelegate
    from moderation.screening import Decision

TAGS = ("moderation settings",)
LINE_LONGEST = 1000

register_scope(
    "moderation", read=_("See how your channel is moderated"), write=_("Change how your channel is moderated")
)


class ChannelModeration(serializers.Serializer[Any]):
    strictness = serializers.IntegerField()
    strictness_insult = serializers.IntegerField(allow_null=True, help_text="null: as strict as the whole.")
    strictness_profanity = serializers.IntegerField(allow_null=True)
    strictness_innuendo = serializers.IntegerField(allow_null=True)
    strictness_flood = serializers.IntegerField(allow_null=True)
    links = serializers.ChoiceField(choices=ModerationSettings.Links.choices)
    blocked_words = serializers.ListField(child=serializers.CharField())
    allowed_words = serializers.ListField(child=serializers.CharField())
    slow_seconds = serializers.IntegerField(help_text="0 is off.")
    followers_only = serializers.BooleanField()
    follow_age = serializers.IntegerField(help_text="Minutes for which somebody must have been following.")
    subscribers_only = serializers.BooleanField()
    emotes_only = serializers.BooleanField()
    unique_messages = serializers.BooleanField()
    delay_seconds = serializers.IntegerField(help_text="0 is off.")
    off_limits = serializers.ListField(child=serializers.CharField())
    heat = serializers.ChoiceField(choices=ModerationSettings.Heat.choices)
    has_safe_word = serializers.SerializerMethodField(help_text="The word itself is never told.")
    updated_at = serializers.DateTimeField()

    def get_has_safe_word(self, row: ModerationSettings) -> bool:
        return row.safe_word is not None


def _level(**more: Any) -> TokenAmountField:
    return TokenAmountField(min_value=0, max_value=STRICTEST, required=False, **more)


class ChannelModerationChange(Input):
    """What is not given stays as it is."""

    strictness = _level()
    strictness_insult = _level(allow_null=True)
    strictness_profanity = _level(allow_null=True)
    strictness_innuendo = _level(allow_null=True)
    strictness_flood = _level(allow_null=True)
    links = serializers.ChoiceField(choices=ModerationSettings.Links.choices, required=False)
    blocked_words = serializers.ListField(
        child=LineField(maximum=WORD_LONGEST),
        max_length=WORDS_MOST,
        required=False,
        help_text="A star stands for letters.",
    )
    allowed_words = serializers.ListField(child=LineField(maximum=WORD_LONGEST), max_length=WORDS_MOST, required=False)
    slow_seconds = TokenAmountField(min_value=0, max_value=SLOW_SECONDS[1], required=False)
    followers_only = serializers.BooleanField(required=False)
    follow_age = TokenAmountField(min_value=0, max_value=FOLLOW_AGE_MOST, required=False)
    subscribers_only = serializers.BooleanField(required=False)
    emotes_only = serializers.BooleanField(required=False)
    unique_messages = serializers.BooleanField(required=False)
    delay_seconds = TokenAmountField(min_value=0, max_value=DELAYS[-1], required=False)
    off_limits = serializers.ListField(child=LineField(maximum=TOPIC_LONGEST), max_length=TOPICS_MOST, required=False)
    heat = serializers.ChoiceField(choices=ModerationSettings.Heat.choices, required=False)
    safe_word = LineField(maximum=60, required=False, help_text="Empty takes it away.")


class Trial(Input):
    text = serializers.CharField(max_length=LINE_LONGEST, trim_whitespace=False)
    speaker = serializers.ChoiceField(choices=Speaker.choices, required=False, default=Speaker.VIEWER)
    target = serializers.ChoiceField(choices=Target.choices, required=False, default=Target.PERFORMER)


class TrialReason(serializers.Serializer[Any]):
    category = serializers.ChoiceField(choices=Category.choices)
    rule = serializers.CharField()
    says = serializers.CharField()
    found = serializers.CharField()
    confidence = serializers.FloatField()
    verdict = serializers.ChoiceField(choices=Verdict.choices)


class TrialAnswer(serializers.Serializer[Any]):
    verdict = serializers.ChoiceField(choices=Verdict.choices)
    category = serializers.ChoiceField(choices=Category.choices, allow_null=True)
    confidence = serializers.FloatField()
    reasons = TrialReason(many=True)
    version = serializers.CharField()


class DelegateInput(Input):
    username = serializers.CharField(max_length=30)
    may_moderate = serializers.BooleanField(required=False, default=True)
    may_freeze = serializers.BooleanField(required=False, default=False)


class Delegate(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    username = serializers.CharField(source="person.username")
    may_moderate = serializers.BooleanField()
    may_freeze = serializers.BooleanField()
    created_at = serializers.DateTimeField()


class SettingsView(ApiView):
    """404 for those who are no creators."""

    access: ClassVar[Access] = {"GET": signed_in, "PATCH": signed_in}
    scope = "moderation"

    @endpoint(gives=ChannelModeration, refuses=(404,), tags=TAGS)
    def get(self, request: Request) -> ModerationSettings:
        return settings_of(creator_of(request))

    @endpoint(takes=ChannelModerationChange, gives=ChannelModeration, refuses=(404,), tags=TAGS)
    def patch(self, request: Request, data: dict[str, Any]) -> ModerationSettings:
        channel = creator_of(request)
        phrase: StrOrPromise | None = data.pop("safe_word", None)
        row = change_settings(channel=channel, **data)
        return row if phrase is None else set_safe_word(channel=channel, phrase=str(phrase))


class TrialView(ApiView):
    """What a line would meet under one's own settings. Nothing is said to anybody."""

    access: ClassVar[Access] = {"POST": signed_in}
    limits: ClassVar[tuple[str, ...]] = ("moderation_settings",)
    scope = "moderation"

    @endpoint(takes=Trial, gives=TrialAnswer, refuses=(404,), tags=TAGS)
    def post(self, request: Request, data: dict[str, Any]) -> Decision:
        return screen_for(
            data["text"],
            speaker=Speaker(data["speaker"]),
            target=Target(data["target"]),
            channel=creator_of(request),
        )


class DelegatesView(ApiView):
    access: ClassVar[Access] = {"GET": signed_in, "POST": signed_in}
    limits: ClassVar[tuple[str, ...]] = ("moderation_settings",)
    scope = "moderation"

    @endpoint(gives=Delegate, paged=True, refuses=(404,), tags=TAGS)
    def get(self, request: Request) -> QuerySet[ChannelDelegate]:
        return delegates_of(creator_of(request))

    @endpoint(takes=DelegateInput, gives=Delegate, status=201, refuses=(404,), tags=TAGS)
    def post(self, request: Request, data: dict[str, Any]) -> ChannelDelegate:
        return add_delegate(channel=creator_of(request), **data)


class DelegateView(ApiView):
    access: ClassVar[Access] = {"DELETE": signed_in}
    scope = "moderation"

    @endpoint(refuses=(404,), tags=TAGS)
    def delete(self, request: Request, username: str) -> None:
        remove_delegate(channel=creator_of(request), username=username)
