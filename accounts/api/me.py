"""/api/v1/me: oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from rest_framework import serializers

from accounts.api.people import Creator
from accounts.asking import person_of
from accounts.models import UserSettings
from accounts.selectors import profile_of, settings_of
from accounts.services.preferences import (
    PRIVACY,
    change_privacy,
    change_settings,
    mute_notifications,
    privacy_of,
)
from accounts.services.profiles import change_username
from roastlive.lib.access import Access, signed_in
from roastlive.lib.api.endpoints import endpoint
from roastlive.lib.api.serializers import Input
from roastlive.lib.api.views import ApiView

if TYPE_CHECKING:
    from rest_framework.request import Request

TAGS = ("me",)


class Me(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    username = serializers.CharField()
    email = serializers.EmailField()
    email_verified = serializers.BooleanField()
    role = serializers.CharField()
    date_of_birth = serializers.DateField(allow_null=True)
    created_at = serializers.DateTimeField()
    channel = Creator(allow_null=True)


class MeChange(Input):
    username = serializers.CharField(min_length=3, max_length=30)


class Privacy(serializers.Serializer[Any]):
    follows = serializers.ChoiceField(choices=PRIVACY["follows"])
    following = serializers.ChoiceField(choices=PRIVACY["following"])


class PrivacyChange(Input):
    follows = serializers.ChoiceField(choices=PRIVACY["follows"], required=False)
    following = serializers.ChoiceField(choices=PRIVACY["following"], required=False)


class Settings(serializers.Serializer[Any]):
    language = serializers.CharField()
    timezone = serializers.CharField()
    theme = serializers.CharField()
    newsletter = serializers.BooleanField()
    email_enabled = serializers.BooleanField()
    push_enabled = serializers.BooleanField()
    muted_notifications = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    privacy = Privacy()


class SettingsChange(Input):
    """What is not given stays as it is."""

    language = serializers.ChoiceField(choices=settings.LANGUAGES, required=False)
    timezone = serializers.CharField(max_length=64, required=False)
    theme = serializers.ChoiceField(choices=UserSettings.Theme.choices, required=False)
    newsletter = serializers.BooleanField(required=False)
    email_enabled = serializers.BooleanField(required=False)
    push_enabled = serializers.BooleanField(required=False)
    muted_notifications = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField(max_length=10), max_length=5), required=False
    )
    privacy = PrivacyChange(required=False)


class MeView(ApiView):
    access: ClassVar[Access] = {"GET": signed_in, "PATCH": signed_in}
    scope = "profile"

    @endpoint(gives=Me, tags=TAGS)
    def get(self, request: Request) -> dict[str, Any]:
        return self._me(request)

    @endpoint(takes=MeChange, gives=Me, refuses=(409,), tags=TAGS)
    def patch(self, request: Request, data: dict[str, str]) -> dict[str, Any]:
        change_username(user=person_of(request), username=data["username"])
        return self._me(request)

    def _me(self, request: Request) -> dict[str, Any]:
        user = person_of(request)
        known = ("id", "username", "email", "role", "date_of_birth", "created_at")
        return {
            **{name: getattr(user, name) for name in known},
            "email_verified": user.email_verified_at is not None,
            "channel": profile_of(user),
        }


class SettingsView(ApiView):
    access: ClassVar[Access] = {"GET": signed_in, "PATCH": signed_in}
    scope = "profile"

    @endpoint(gives=Settings, tags=TAGS)
    def get(self, request: Request) -> dict[str, Any]:
        return _written(settings_of(person_of(request)))

    @endpoint(takes=SettingsChange, gives=Settings, tags=TAGS)
    def patch(self, request: Request, data: dict[str, Any]) -> dict[str, Any]:
        user = person_of(request)
        muted = data.pop("muted_notifications", None)
        privacy = data.pop("privacy", None)
        row = change_settings(user=user, **data)
        if muted is not None:
            row = mute_notifications(user=user, muted=muted)
        if privacy:
            row = change_privacy(user=user, **privacy)
        return _written(row)


def _written(row: UserSettings) -> dict[str, Any]:
    plain = ("language", "timezone", "theme", "newsletter", "email_enabled", "push_enabled", "muted_notifications")
    return {**{name: getattr(row, name) for name in plain}, "privacy": privacy_of(row)}
