"""From viewer to creator, and what a creator says of themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.errors import AlreadyCreator, EmailNotVerified
from accounts.events import CreatorJoined, CreatorVerified
from accounts.models import CreatorProfile, User
from accounts.models.creator import slug_rule
from accounts.notifications import VERIFIED
from accounts.services.notifying import notify
from roastlive.lib.errors import Invalid
from roastlive.lib.events import announce
from roastlive.lib.text import clean_line, clean_text

GENRES_MOST = 5
# Where a link may lead, and on which hosts; None is anywhere.
LINKS: Mapping[str, tuple[str, ...] | None] = {
    "website": None,
    "youtube": ("youtube.com", "youtu.be"),
    "instagram": ("instagram.com",),
    "tiktok": ("tiktok.com",),
    "soundcloud": ("soundcloud.com",),
    "mixcloud": ("mixcloud.com",),
}
# Addresses that people would take for the house itself.
RESERVED = frozenset(
    {
        *("about", "admin", "administrator", "api", "help", "house", "jury", "live", "mod", "moderator", "official"),
        *("roastlive", "rules", "settings", "staff", "status", "studio", "support", "system", "team", "wallet"),
    }
)
REGION = re.compile(r"[A-Z]{2}")


@transaction.atomic
def become_creator(
    *,
    user: User,
    kind: str,
    stage_name: str,
    slug: str,
    genres: Sequence[str] = (),
    links: Mapping[str, str] | None = None,
    bio: str = "",
) -> CreatorProfile:
    """Raises EmailNotVerified, AlreadyCreator, Invalid (also for an address that is taken)."""
    person = User.objects.select_for_update().get(pk=user.pk)
    if person.email_verified_at is None:
        raise EmailNotVerified
    if CreatorProfile.objects.filter(user=person).exists():
        raise AlreadyCreator
    profile = CreatorProfile(user=person)
    _describe(profile, kind=kind, stage_name=stage_name, slug=slug, genres=genres, links=links or {}, bio=bio)
    _save(profile)
    if person.role == User.Role.VIEWER:
        person.role = User.Role.CREATOR
        person.save(update_fields=["role", "updated_at"])
        user.role = person.role
    announce(CreatorJoined(user_id=person.pk, creator_id=profile.pk))
    return profile


@transaction.atomic
def change_profile(
    *,
    profile: CreatorProfile,
    kind: str,
    stage_name: str,
    slug: str,
    genres: Sequence[str],
    links: Mapping[str, str],
    bio: str,
) -> CreatorProfile:
    """Raises Invalid. A verified name is the house's word, so changing it takes the badge off."""
    row = CreatorProfile.objects.select_for_update().get(pk=profile.pk)
    named = row.stage_name
    _describe(row, kind=kind, stage_name=stage_name, slug=slug, genres=genres, links=links, bio=bio)
    if row.stage_name != named:
        row.verified_at = None
    _save(row)
    return row


@transaction.atomic
def block_regions(*, profile: CreatorProfile, regions: Sequence[str]) -> CreatorProfile:
    """Set the countries that do not get to see the channel. Raises Invalid."""
    codes = sorted({region.strip().upper() for region in regions if region.strip()})
    if not all(REGION.fullmatch(code) for code in codes):
        raise Invalid(errors={"blocked_regions": [_("Countries are named by two letters, such as DE or US.")]})
    row = CreatorProfile.objects.select_for_update().get(pk=profile.pk)
    row.blocked_regions = codes
    row.save(update_fields=["blocked_regions", "updated_at"])
    return row


@transaction.atomic
def verify_creator(*, profile: CreatorProfile) -> bool:
    """The house vouches that they are who they say. Whether this is new; the creator is told."""
    row = CreatorProfile.objects.select_for_update().select_related("user").get(pk=profile.pk)
    if row.verified_at is not None:
        return False
    row.verified_at = timezone.now()
    row.save(update_fields=["verified_at", "updated_at"])
    announce(CreatorVerified(creator_id=row.pk))
    notify(
        recipient=row.user,
        type=VERIFIED,
        title=_("You are verified"),
        message=_("From now on a badge stands beside your name."),
        link=f"/@{row.slug}/",
    )
    return True


@transaction.atomic
def unverify_creator(*, profile: CreatorProfile) -> bool:
    """Whether there was a badge to take off."""
    return bool(
        CreatorProfile.objects.filter(pk=profile.pk, verified_at__isnull=False).update(
            verified_at=None, updated_at=timezone.now()
        )
    )


def _describe(
    profile: CreatorProfile,
    *,
    kind: str,
    stage_name: str,
    slug: str,
    genres: Sequence[str],
    links: Mapping[str, str],
    bio: str,
) -> None:
    wrong: dict[str, list[str]] = {}
    for name, read in {
        "kind": lambda: _kind(kind),
        "stage_name": lambda: clean_line(stage_name, maximum=60, minimum=2),
        "slug": lambda: _slug(slug),
        "bio": lambda: clean_text(bio, maximum=2000),
        "genres": lambda: _genres(genres),
        "links": lambda: _links(links),
    }.items():
        try:
            setattr(profile, name, read())
        except ValidationError as error:
            wrong[name] = list(error.messages)
    if wrong:
        raise Invalid(errors=wrong)


def _save(profile: CreatorProfile) -> None:
    taken = CreatorProfile.objects.filter(slug=profile.slug).exclude(pk=profile.pk)
    try:
        with transaction.atomic():
            profile.save()
    except IntegrityError:
        if not taken.exists():
            raise
        raise Invalid(errors={"slug": [_("This address is taken.")]}) from None


def _kind(kind: str) -> str:
    if kind not in CreatorProfile.Kind.values:
        raise ValidationError(_("Choose what you do on stage."))
    return kind


def _slug(slug: str) -> str:
    slug = slug.strip().lower()
    slug_rule(slug)
    if slug in RESERVED:
        raise ValidationError(_("This address is taken."))
    return slug


def _genres(genres: Sequence[str]) -> list[str]:
    found = dict.fromkeys(clean_line(genre, maximum=30).casefold() for genre in genres)
    found.pop("", None)
    if len(found) > GENRES_MOST:
        raise ValidationError(_("Five at most: choose the ones that say it best."))
    return list(found)


def _links(links: Mapping[str, str]) -> dict[str, str]:
    return {name: _link(name, url.strip()) for name, url in links.items() if url.strip()}


def _link(name: str, url: str) -> str:
    """Only https, without a login in it, and on the site that the name promises."""
    url = clean_line(url, maximum=200)
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
        port = parts.port
    except ValueError:
        host, port = "", None
    hosts = LINKS.get(name, ())
    promised = hosts is None or any(host == known or host.endswith(f".{known}") for known in hosts)
    plain = "@" not in url.partition("//")[2].partition("/")[0] and " " not in url and "\\" not in url
    if not url.startswith("https://") or "." not in host or port is not None or not plain or not promised:
        raise ValidationError(_("Give a whole address that begins with https:// and leads where it says."))
    return url
