"""How people and creators are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.pictures import picture_url

if TYPE_CHECKING:
    from accounts.models import CreatorProfile


class Pictures(serializers.Serializer[Any]):
    small = serializers.CharField()
    large = serializers.CharField()


class Creator(serializers.Serializer[Any]):
    """A channel, as everybody may see it."""

    id = serializers.UUIDField()
    slug = serializers.CharField()
    stage_name = serializers.CharField()
    kind = serializers.ChoiceField(choices=["performer", "dj"])
    bio = serializers.CharField()
    genres = serializers.ListField(child=serializers.CharField())
    links = serializers.DictField(child=serializers.CharField())
    verified = serializers.SerializerMethodField()
    follower_count = serializers.IntegerField()
    avatar = serializers.SerializerMethodField()
    banner = serializers.SerializerMethodField()
    username = serializers.CharField(source="user.username")
    created_at = serializers.DateTimeField()

    @extend_schema_field(bool)
    def get_verified(self, profile: CreatorProfile) -> bool:
        return profile.verified_at is not None

    @extend_schema_field(Pictures(allow_null=True))
    def get_avatar(self, profile: CreatorProfile) -> dict[str, str] | None:
        return _pictures(profile.avatar)

    @extend_schema_field(Pictures(allow_null=True))
    def get_banner(self, profile: CreatorProfile) -> dict[str, str] | None:
        return _pictures(profile.banner)


class Person(serializers.Serializer[Any]):
    """Somebody, as everybody may see them."""

    username = serializers.CharField()
    role = serializers.CharField()
    joined_at = serializers.DateTimeField(source="created_at")
    channel = Creator(allow_null=True)
    # None where they keep it to themselves.
    follows = serializers.ListField(child=serializers.CharField(), allow_null=True)


def _pictures(name: str) -> dict[str, str] | None:
    return {size: picture_url(name, size) for size in ("small", "large")} if name else None
