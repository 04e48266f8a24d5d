"""What accounts tell somebody who asks what is kept about them. Each is read as that person; see `accounts.kept`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import IO, TYPE_CHECKING, Any

from django.contrib.admin.models import LogEntry
from django.core.files.storage import default_storage
from django_otp_webauthn.models import WebAuthnCredential

from accounts.models import (
    BackupCode,
    Block,
    CreatorProfile,
    Follow,
    FormerName,
    Notification,
    PersonalAccessToken,
    PersonalExport,
    PushSubscription,
    TotpDevice,
    User,
    UserSession,
    UserStats,
)
from accounts.models.stats import COUNTERS
from accounts.personal_data import File
from accounts.pictures import SIZES, picture_file
from accounts.selectors import settings_of
from accounts.services.preferences import privacy_of
from roastlive.lib.eventstore import Collection, Event, Person, registered, store

if TYPE_CHECKING:
    from django.db.models import QuerySet

Row = Mapping[str, Any]

AT_ONCE = 500
IDENTITY = ("id", "username", "email", "email_verified_at", "date_of_birth", "role", "created_at", "last_login")
SETTINGS = ("language", "timezone", "theme", "newsletter", "email_enabled", "push_enabled", "muted_notifications")
DEVICE = (
    "kind",
    "device",
    "user_agent",
    "ip",
    "country",
    "created_at",
    "last_seen_at",
    "expires_at",
    "revoked_at",
    "ending",
)
CHANNEL = (
    *("slug", "stage_name", "kind", "bio", "genres", "links", "blocked_regions", "verified_at", "created_at"),
    *("follower_count", "stream_count", "total_views"),
)


def tell_person(person: User) -> Iterator[Row]:
    chosen = settings_of(person)
    counted = UserStats.objects.filter(user=person).values("level", *COUNTERS).first()
    yield {
        **{name: getattr(person, name) for name in IDENTITY},
        "former_usernames": list(FormerName.objects.filter(user=person).values_list("username", flat=True)),
        "settings": {**{name: getattr(chosen, name) for name in SETTINGS}, "privacy": privacy_of(chosen)},
        "counted": counted or {},
    }


def tell_devices(person: User) -> Iterator[Row]:
    yield from UserSession.objects.filter(user=person).order_by("id").values(*DEVICE).iterator(AT_ONCE)


def tell_keys(person: User) -> Iterator[Row]:
    """That there are keys, never the keys."""
    for device in TotpDevice.objects.filter(user=person, confirmed=True):
        yield {"key": "authenticator app", "name": device.name, "since": device.created_at}
    codes = BackupCode.objects.filter(user=person)
    if codes.exists():
        yield {"key": "backup codes", "made": codes.count(), "used": codes.filter(used_at__isnull=False).count()}
    for passkey in WebAuthnCredential.objects.filter(user=person, confirmed=True).order_by("created_at"):
        used = passkey.last_used_at
        yield {"key": "passkey", "name": passkey.name, "since": passkey.created_at, "last_used": used}
    shown = ("name", "prefix", "scopes", "created_at", "last_used_at", "expires_at", "revoked_at")
    for token in _rows(PersonalAccessToken.objects.filter(user=person), *shown):
        yield {"key": "personal access token", **token}


def tell_channel(person: User) -> Iterator[Row | File]:
    profile = CreatorProfile.objects.filter(user=person).first()
    if profile is None:
        return
    yield {name: getattr(profile, name) for name in CHANNEL}
    for place in ("avatar", "banner"):
        name = getattr(profile, place)
        if name and default_storage.exists(picture_file(name, SIZES[-1])):
            yield File(f"{place}.webp", partial(_open, picture_file(name, SIZES[-1])))


def tell_follows(person: User) -> Iterator[Row]:
    found = Follow.objects.filter(follower=person).select_related("creator").order_by("id")
    for follow in found.iterator(AT_ONCE):
        yield {"channel": follow.creator.slug, "since": follow.created_at, "rings": follow.notifications_enabled}


def tell_blocks(person: User) -> Iterator[Row]:
    """Whom they blocked. Who blocked them is the others' secret."""
    for block in Block.objects.filter(blocker=person).select_related("blocked").order_by("id").iterator(AT_ONCE):
        yield {"username": block.blocked.username, "since": block.created_at}


def tell_notifications(person: User) -> Iterator[Row]:
    shown = ("created_at", "type", "title", "message", "link", "read_at")
    yield from _rows(Notification.objects.filter(recipient=person), *shown)


def tell_browsers(person: User) -> Iterator[Row]:
    yield from _rows(PushSubscription.objects.filter(user=person), "created_at")


def tell_exports(person: User) -> Iterator[Row]:
    yield from _rows(PersonalExport.objects.filter(person=person), "created_at", "state", "ready_at", "expires_at")


def tell_history(person: User) -> Iterator[Row]:
    """What they did at the desk, if they ever worked there."""
    done = LogEntry.objects.filter(user=person).select_related("content_type").order_by("pk")
    for entry in done.iterator(AT_ONCE):
        kind = entry.content_type.model if entry.content_type else ""
        yield {"when": entry.action_time, "kind": kind, "object": entry.object_id, "what": entry.change_message}


def tell_events(person: User) -> Iterator[Row]:
    """What they wrote or did. Where they are only mentioned, the event is somebody else's."""
    for collection in registered():
        before = None
        while True:
            page = store().about(collection, person.pk, before=before, limit=AT_ONCE)
            yield from (_event(collection, event) for event in page.events if _is_by(collection, event, person))
            before = page.older
            if before is None:
                break


def _is_by(collection: Collection, event: Event, person: User) -> bool:
    authors = (each.name for each in collection.fields if each.person is Person.AUTHOR)
    return any(person.pk in _listed(event.values.get(name)) for name in authors)


def _listed(value: object) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, (tuple, list)) else (value,)


def _event(collection: Collection, event: Event) -> Row:
    others = {each.name for each in collection.fields if each.person is Person.NAMED}
    told = {name: value for name, value in event.values.items() if name not in others}
    return {"collection": collection.name, "when": event.time, **told, **event.body}


def _rows(found: QuerySet[Any], *names: str) -> Iterator[Row]:
    yield from found.order_by("id").values(*names).iterator(AT_ONCE)


def _open(name: str) -> IO[bytes]:
    return default_storage.open(name)
