"""What goes of somebody who is erased, table by table. Each may be repeated, and runs as the house; see `accounts.kept`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F, Q
from django_otp_webauthn.models import WebAuthnCredential, WebAuthnUserHandle

from accounts.models import (
    BackupCode,
    Block,
    CreatorProfile,
    EmailVerification,
    Follow,
    FormerName,
    Notification,
    PasswordResetToken,
    PersonalAccessToken,
    PersonalExport,
    PushSubscription,
    TotpDevice,
    TwoFactorSetup,
    UserSession,
    UserSettings,
    UserStats,
)
from accounts.models.stats import COUNTERS
from accounts.services.private_files import delete_private
from accounts.services.uploads import SHAPES, forget_picture
from roastlive.lib.eventstore import erase_person as erase_events

if TYPE_CHECKING:
    from accounts.models import User

KEYS = (TwoFactorSetup, TotpDevice, BackupCode, PasswordResetToken, EmailVerification, PersonalAccessToken)
PASSKEYS = (WebAuthnCredential, WebAuthnUserHandle)


def forget_person(person: User) -> None:
    """The row itself was made nobody's at the very beginning."""
    UserSettings.objects.filter(user=person).delete()
    FormerName.objects.filter(user=person).delete()
    UserStats.objects.filter(user=person).update(level=1, **dict.fromkeys(COUNTERS, 0))


def forget_devices(person: User) -> None:
    UserSession.objects.filter(user=person).delete()


def forget_keys(person: User) -> None:
    for model in (*KEYS, *PASSKEYS):
        model.objects.filter(user=person).delete()


def forget_channel(person: User) -> None:
    """The address is free again; what battles and recordings of others point at bears a name that is nobody's."""
    profile = CreatorProfile.objects.select_for_update().filter(user=person).first()
    if profile is None:
        return
    for place in SHAPES:
        if name := getattr(profile, place):
            transaction.on_commit(partial(forget_picture, name))
        setattr(profile, place, "")
    profile.slug = person.username.replace("_", "-")
    profile.stage_name = person.username
    profile.bio, profile.genres, profile.links, profile.privacy, profile.blocked_regions = "", [], {}, {}, []
    profile.verified_at = None
    Follow.objects.filter(creator=profile).delete()
    profile.follower_count = 0
    profile.save()


def forget_follows(person: User) -> None:
    """Each creator's count goes with the follow. Locked in one order, so that two who leave at once do not wait in a ring."""
    followed = CreatorProfile.objects.filter(followers__follower=person)
    locked = list(
        CreatorProfile.objects.filter(pk__in=followed.values("pk")).select_for_update().order_by("pk").values_list("pk")
    )
    chosen = [pk for (pk,) in locked]
    CreatorProfile.objects.filter(pk__in=chosen).update(follower_count=F("follower_count") - 1)
    Follow.objects.filter(follower=person, creator__in=chosen).delete()


def forget_blocks(person: User) -> None:
    Block.objects.filter(Q(blocker=person) | Q(blocked=person)).delete()


def forget_notifications(person: User) -> None:
    """Their own, and those in which others were told of them."""
    Notification.objects.filter(Q(recipient=person) | Q(data__follower=str(person.pk))).delete()


def forget_browsers(person: User) -> None:
    PushSubscription.objects.filter(user=person).delete()


def forget_exports(person: User) -> None:
    for export in PersonalExport.objects.select_for_update().filter(person=person):
        if export.file:
            transaction.on_commit(partial(delete_private, export.file))
        export.delete()


def forget_history(person: User) -> None:
    """The desk's history says what was done and why; it knows people by a name of their row, which is no longer theirs."""
    _rename(type(person), [person.pk], person.username)
    _rename(
        CreatorProfile, list(CreatorProfile.objects.filter(user=person).values_list("pk", flat=True)), person.username
    )


def forget_events(person: User) -> None:
    erase_events(person=person.pk)


def _rename(model: type[User | CreatorProfile], ids: list[UUID], name: str) -> None:
    kind = ContentType.objects.get_for_model(model)
    LogEntry.objects.filter(content_type=kind, object_id__in=map(str, ids)).update(object_repr=name)
