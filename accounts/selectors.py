"""What accounts can be asked. Nothing here writes, except that a person without settings gets their row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.errors import ExportNotFound, NotInYourCountry
from accounts.models import (
    Block,
    CreatorProfile,
    Follow,
    Notification,
    PersonalAccessToken,
    PersonalExport,
    User,
    UserSession,
    UserSettings,
)
from roastlive.lib.errors import NotFound
from roastlive.lib.rls import acting_as

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django_stubs_ext import StrOrPromise

    Visitor = User | AnonymousUser

NOTIFICATIONS_A_PAGE = 20
FOLLOWS_SHOWN = 100
FOLLOWERS_A_PAGE = 50


def settings_of(user: User) -> UserSettings:
    """Everybody has settings, also who came by the command line."""
    found = UserSettings.objects.filter(user=user).first()
    return found or UserSettings.objects.get_or_create(user=user)[0]


def profile_of(user: Visitor) -> CreatorProfile | None:
    if not user.is_authenticated:
        return None
    return CreatorProfile.objects.filter(user_id=user.pk).first()


def creators(*, country: str = "", genre: str = "", text: str = "") -> QuerySet[CreatorProfile]:
    """Creators on stage whom this country may see, by genre and words of name and biography."""
    found = CreatorProfile.objects.on_stage().visible_from(country).select_related("user")
    if genre:
        found = found.filter(genres__contains=[genre.casefold()])
    if text:
        words = SearchQuery(text, config="simple", search_type="websearch")
        found = found.filter(Q(search=words) | Q(stage_name__istartswith=text) | Q(slug__startswith=text.lower()))
    return found


def rising_creators(*, country: str = "", number: int = 8) -> list[CreatorProfile]:
    """Whom the home page introduces: most followed first, and of equals the newest."""
    return list(creators(country=country).order_by("-follower_count", "-id")[:number])


def channel(*, slug: str, visitor: Visitor, country: str) -> CreatorProfile:
    """A creator's channel as this visitor may see it. Raises NotFound, NotInYourCountry."""
    profile = CreatorProfile.objects.on_stage().select_related("user").filter(slug=slug.lower()).first()
    if profile is None:
        raise NotFound
    if country and country in profile.blocked_regions and not _sees_everything(visitor, profile):
        raise NotInYourCountry
    return profile


def _sees_everything(visitor: Visitor, profile: CreatorProfile) -> bool:
    return visitor.is_authenticated and (visitor.pk == profile.user_id or visitor.is_staff)


def follow_of(*, visitor: Visitor, profile: CreatorProfile) -> Follow | None:
    if not visitor.is_authenticated:
        return None
    return Follow.objects.filter(follower_id=visitor.pk, creator=profile).first()


def follows_of(user: User) -> QuerySet[Follow]:
    """Whom somebody follows; creators who left are not shown, and come back if they do."""
    on_stage = CreatorProfile.objects.on_stage()
    return Follow.objects.filter(creator__in=on_stage, follower=user).select_related("creator__user")


def blocks_of(user: User) -> QuerySet[Block]:
    return Block.objects.filter(blocker=user).select_related("blocked")


def blocks_between(one: UUID, other: UUID) -> bool:
    """Whether either wants nothing to do with the other."""
    return Block.objects.filter(Q(blocker=one, blocked=other) | Q(blocker=other, blocked=one)).exists()


def has_blocked(*, blocker: Visitor, blocked_id: UUID) -> bool:
    return blocker.is_authenticated and Block.objects.filter(blocker_id=blocker.pk, blocked=blocked_id).exists()


def person_named(username: str) -> User:
    """Raises NotFound, also for who may no longer log in or is leaving."""
    found = User.objects.here().filter(username__iexact=username).first()
    if found is None:
        raise NotFound
    return found


def blocked_person(*, blocker: User, username: str) -> User:
    """Raises NotFound for whom they have not blocked, whether or not there is such a person."""
    found = blocks_of(blocker).filter(blocked__username__iexact=username).first()
    if found is None:
        raise NotFound
    return found.blocked


def visible_profile(user: User, *, country: str) -> CreatorProfile | None:
    """The channel of a person, if this country may see it."""
    return creators(country=country).filter(user=user).first()


def public_follows(user: User, *, asking: Visitor, country: str) -> list[str] | None:
    """Whom somebody follows, newest first; None if they keep it to themselves."""
    hidden = settings_of(user).privacy.get("follows") == "nobody"
    if hidden and asking.pk != user.pk:
        return None
    seen = CreatorProfile.objects.on_stage().visible_from(country)
    follows = Follow.objects.filter(follower=user, creator__in=seen).order_by("-id")
    return list(follows.values_list("creator__slug", flat=True)[:FOLLOWS_SHOWN])


@dataclass(frozen=True)
class Follower:
    """Somebody who follows a creator; without a name if that is their wish."""

    follow: Follow
    name: str
    channel: CreatorProfile | None


@dataclass(frozen=True)
class FollowersPage:
    rows: list[Follower]
    has_more: bool


def followers_page(profile: CreatorProfile, *, before: UUID | None = None) -> FollowersPage:
    """Newest first; those who are not here are left out until they are."""
    found = Follow.objects.filter(creator=profile, follower__in=User.objects.here())
    found = found.select_related("follower__settings", "follower__creator").order_by("-id")
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found[: FOLLOWERS_A_PAGE + 1])
    return FollowersPage([_follower(row) for row in rows[:FOLLOWERS_A_PAGE]], len(rows) > FOLLOWERS_A_PAGE)


def _follower(row: Follow) -> Follower:
    chosen = getattr(row.follower, "settings", None)
    if chosen is not None and chosen.privacy.get("following") == "unnamed":
        return Follower(row, "", None)
    return Follower(row, row.follower.username, getattr(row.follower, "creator", None))


def notifications_of(user: User) -> QuerySet[Notification]:
    """Read within `acting_as(user.pk)`: the table shows them to nobody else."""
    return Notification.objects.filter(recipient=user).order_by("-id")


def unread_count(user: User) -> int:
    with acting_as(user.pk):
        return Notification.objects.filter(recipient=user, read_at__isnull=True).count()


@dataclass(frozen=True)
class NotificationsPage:
    """A page of the list, read while the table was open to its owner."""

    rows: list[Notification]
    has_more: bool
    unread: int

    def tabs(self, *, everything: str, unread: str) -> list[tuple[StrOrPromise, str, int | None]]:
        return [(_("All"), everything, None), (_("Unread"), unread, self.unread)]


def notifications_page(user: User, *, before: UUID | None = None, only_unread: bool = False) -> NotificationsPage:
    with acting_as(user.pk):
        found = notifications_of(user)
        unread = found.filter(read_at__isnull=True).count()
        if only_unread:
            found = found.filter(read_at__isnull=True)
        if before is not None:
            found = found.filter(pk__lt=before)
        rows = list(found[: NOTIFICATIONS_A_PAGE + 1])
    return NotificationsPage(rows[:NOTIFICATIONS_A_PAGE], len(rows) > NOTIFICATIONS_A_PAGE, unread)


def notification_link(user: User, notification_id: UUID) -> str:
    """Raises NotFound, also for what somebody else was told."""
    with acting_as(user.pk):
        row = Notification.objects.filter(recipient=user, pk=notification_id).first()
    if row is None:
        raise NotFound
    return row.link


def sessions_of(user: User) -> list[UserSession]:
    """Where somebody is logged in now, the latest first."""
    with acting_as(user.pk):
        live = UserSession.objects.filter(user=user, revoked_at__isnull=True, expires_at__gt=timezone.now())
        return list(live.order_by("-last_seen_at"))


def exports_of(user: User) -> QuerySet[PersonalExport]:
    """Read within `acting_as(user.pk)`: the table shows them to nobody else."""
    return PersonalExport.objects.filter(person=user).order_by("-id")


def exports_now(user: User) -> tuple[bool, PersonalExport | None]:
    """Whether one is being made, and the one that is ready."""
    with acting_as(user.pk):
        mine = exports_of(user)
        is_asked = mine.filter(state=PersonalExport.State.ASKED).exists()
        return is_asked, mine.filter(state=PersonalExport.State.READY).first()


def export_of(user: User, export_id: UUID) -> PersonalExport:
    """Raises ExportNotFound, also for somebody else's."""
    with acting_as(user.pk):
        found = PersonalExport.objects.filter(person=user, pk=export_id).first()
    if found is None:
        raise ExportNotFound
    return found


def tokens_of(user: User) -> list[PersonalAccessToken]:
    """Personal access tokens that still open something."""
    with acting_as(user.pk):
        live = PersonalAccessToken.objects.filter(user=user, revoked_at__isnull=True)
        return list(live.exclude(expires_at__lte=timezone.now()).order_by("-id"))
