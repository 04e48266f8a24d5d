"""/api/v1/creators: channels, and following them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework import serializers

from accounts.api.people import Creator
from accounts.asking import creator_of, person_of
from accounts.geo import country_of
from accounts.models import CreatorProfile, Follow
from accounts.selectors import channel, creators
from accounts.services.creators import become_creator, block_regions, change_profile
from accounts.services.following import follow, unfollow
from roastlive.lib.access import Access, public, signed_in
from roastlive.lib.api.endpoints import endpoint
from roastlive.lib.api.fields import LineField, ParagraphsField
from roastlive.lib.api.serializers import Input
from roastlive.lib.api.views import ApiView
from roastlive.lib.errors import Forbidden

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request

TAGS = ("creators",)


class CreatorsQuery(serializers.Serializer[Any]):
    genre = serializers.CharField(required=False, max_length=30, help_text="One of their genres, exactly.")
    q = serializers.CharField(required=False, max_length=100, help_text="Words of name and biography.")


class ProfileFields(Input):
    kind = serializers.ChoiceField(choices=CreatorProfile.Kind.choices)
    stage_name = LineField(maximum=60, minimum=2)
    slug = serializers.CharField(min_length=3, max_length=30)
    bio = ParagraphsField(maximum=2000, required=False, default="")
    genres = serializers.ListField(child=LineField(maximum=30), max_length=5, required=False, default=list)
    links = serializers.DictField(child=serializers.CharField(max_length=200), required=False, default=dict)


class ProfileChange(Input):
    """What is not given stays as it is."""

    kind = serializers.ChoiceField(choices=CreatorProfile.Kind.choices, required=False)
    stage_name = LineField(maximum=60, minimum=2, required=False)
    slug = serializers.CharField(min_length=3, max_length=30, required=False)
    bio = ParagraphsField(maximum=2000, required=False)
    genres = serializers.ListField(child=LineField(maximum=30), max_length=5, required=False)
    links = serializers.DictField(child=serializers.CharField(max_length=200), required=False)
    blocked_regions = serializers.ListField(
        child=serializers.CharField(max_length=2), max_length=250, required=False, write_only=True
    )


class FollowInput(Input):
    bell = serializers.BooleanField(required=False, help_text="Whether to be told when they go live.")


class FollowAnswer(serializers.Serializer[Any]):
    bell = serializers.BooleanField(source="notifications_enabled")
    created_at = serializers.DateTimeField()


class CreatorsView(ApiView):
    access: ClassVar[Access] = {"GET": public, "POST": signed_in}
    scope = "profile"

    @endpoint(query=CreatorsQuery, gives=Creator, paged=True, tags=TAGS)
    def get(self, request: Request, query: dict[str, str]) -> QuerySet[CreatorProfile]:
        return creators(country=country_of(request), genre=query.get("genre", ""), text=query.get("q", ""))

    @endpoint(takes=ProfileFields, gives=Creator, status=201, refuses=(409,), tags=TAGS)
    def post(self, request: Request, data: dict[str, Any]) -> CreatorProfile:
        return become_creator(user=person_of(request), **data)


class CreatorView(ApiView):
    access: ClassVar[Access] = {"GET": public, "PATCH": signed_in}
    scope = "profile"

    @endpoint(gives=Creator, refuses=(404, 451), tags=TAGS)
    def get(self, request: Request, slug: str) -> CreatorProfile:
        return _found(request, slug)

    @endpoint(takes=ProfileChange, gives=Creator, refuses=(404,), tags=TAGS)
    def patch(self, request: Request, slug: str, data: dict[str, Any]) -> CreatorProfile:
        own = creator_of(request)
        if own.slug != slug.lower():
            _found(request, slug)
            raise Forbidden
        regions = data.pop("blocked_regions", None)
        if data:
            kept = {name: getattr(own, name) for name in ("kind", "stage_name", "slug", "bio", "genres", "links")}
            own = change_profile(profile=own, **{**kept, **data})
        if regions is not None:
            own = block_regions(profile=own, regions=regions)
        return own


class FollowView(ApiView):
    access: ClassVar[Access] = {"PUT": signed_in, "DELETE": signed_in}
    limits: ClassVar[tuple[str, ...]] = ("follows",)
    scope = "follows"

    @endpoint(takes=FollowInput, gives=FollowAnswer, refuses=(404, 451), tags=TAGS)
    def put(self, request: Request, slug: str, data: dict[str, bool]) -> Follow:
        return follow(follower=person_of(request), creator=_found(request, slug), bell=data.get("bell"))

    @endpoint(refuses=(404,), tags=TAGS)
    def delete(self, request: Request, slug: str) -> None:
        unfollow(follower=person_of(request), creator=_found(request, slug))


def _found(request: Request, slug: str) -> CreatorProfile:
    return channel(slug=slug, visitor=request.user, country=country_of(request))
