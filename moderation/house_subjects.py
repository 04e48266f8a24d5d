"""People and their channels, which can be reported wherever they are met."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as noop

from accounts.models import CreatorProfile, User
from accounts.pictures import picture_file
from moderation.services.channel_faces import hide_face, show_face
from moderation.subjects import Description, register_subject


def find_person(id: UUID, visitor: User | None) -> User | None:
    if visitor is None:
        return User.everyone.filter(pk=id).first()
    return User.objects.filter(pk=id, is_active=True).first()


def describe_person(person: User) -> Description:
    profile = CreatorProfile.objects.filter(user=person).first()
    return Description(
        title=person.username,
        words=profile.bio if profile else "",
        link=f"/@{profile.slug}/" if profile else "",
        pictures=_pictures(profile) if profile else (),
        facts=((noop("role"), person.role), (noop("joined"), person.created_at.date().isoformat())),
    )


def find_channel(id: UUID, visitor: User | None) -> CreatorProfile | None:
    channels = CreatorProfile.objects.select_related("user")
    if visitor is not None:
        channels = channels.on_stage()
    return channels.filter(pk=id).first()


def describe_channel(profile: CreatorProfile) -> Description:
    return Description(
        title=profile.stage_name,
        words=profile.bio,
        link=f"/@{profile.slug}/",
        pictures=_pictures(profile),
        facts=(
            (noop("address"), f"@{profile.slug}"),
            (noop("username"), profile.user.username),
            *((noop("link"), url) for url in profile.links.values()),
        ),
    )


def _pictures(profile: CreatorProfile) -> tuple[str, ...]:
    return tuple(picture_file(name, "large") for name in (profile.avatar, profile.banner) if name)


register_subject(
    kind="person",
    label=_("Person"),
    icon="user",
    find=find_person,
    describe=describe_person,
    owner=lambda person: person.pk,
)
register_subject(
    kind="channel",
    label=_("Channel"),
    icon="mic",
    find=find_channel,
    describe=describe_channel,
    owner=lambda profile: profile.user_id,
    hide=hide_face,
    restore=show_face,
)
