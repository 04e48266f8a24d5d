"""Telling somebody something: on the page at once, by email, on their devices, as they wish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from accounts import rooms as _rooms  # noqa: F401 - gives the person's room its parts
from accounts.emails import Letter, send_letter
from accounts.models import Notification, PushSubscription, User, UserSettings
from accounts.notifications import Channel, NotificationType, icon_of, notification_type
from accounts.selectors import settings_of
from accounts.services.pushing import push
from roastlive.lib import outbox
from roastlive.lib.realtime import person_room, publish
from roastlive.lib.rls import acting_as

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

EMAIL_TOPIC = "accounts.notification_email"
PUSH_TOPIC = "accounts.notification_push"


@transaction.atomic
def notify(
    *,
    recipient: User,
    type: str,
    title: StrOrPromise,
    message: StrOrPromise = "",
    link: str = "",
    data: Mapping[str, Any] | None = None,
    key: str = "",
) -> Notification | None:
    """Tell `recipient`, in their language: give lazy texts. With a `key` they are told once, however often this is called.

    Returns None if they were told before, or are no longer here. The row is always written; who does not want the bell
    finds it read.
    """
    if not recipient.is_here:
        return None
    kind = notification_type(type)
    chosen = settings_of(recipient)
    ways = ways_open(kind, chosen)
    with acting_as(recipient.pk):
        if key and _told_before(recipient, type, key):
            return None
        with translation.override(chosen.language):
            row = Notification.objects.create(
                recipient=recipient,
                type=type,
                title=_short(title, 120),
                message=_short(message, 500),
                link=link,
                data={**(data or {}), **({"key": key} if key else {})},
                read_at=None if Channel.PAGE in ways else timezone.now(),
            )
        has_device = Channel.PUSH in ways and PushSubscription.objects.filter(user=recipient).exists()
    if Channel.PAGE in ways:
        publish(person_room, recipient.pk, notifications=[as_shown(row)])
    name = {"notification": str(row.pk), "recipient": str(recipient.pk)}
    if Channel.EMAIL in ways:
        outbox.enqueue(topic=EMAIL_TOPIC, payload=name)
    if has_device:
        outbox.enqueue(topic=PUSH_TOPIC, payload=name)
    return row


def ways_open(kind: NotificationType, chosen: UserSettings) -> set[str]:
    """By which ways this may go to somebody who has chosen so."""
    if kind.always:
        return set(kind.channels)
    ways = set(kind.channels) - set(chosen.muted_notifications.get(kind.name, ()))
    if not chosen.email_enabled:
        ways.discard(Channel.EMAIL)
    if not chosen.push_enabled:
        ways.discard(Channel.PUSH)
    return ways


def write_notification_letter(*, recipient_id: str, notification_id: str) -> None:
    """What the page says, as a letter. Whoever has left meanwhile, or read it, gets none."""
    found = _still_new(recipient_id, notification_id)
    if found is None:
        return
    person, row = found
    letter = Letter(
        subject=row.title,
        paragraphs=[row.message or row.title],
        action=_("Look at it"),
        path=row.link or reverse("accounts:notifications"),
        after=[_("You can choose in your settings what we write to you about.")],
    )
    send_letter(letter, to=person.email, language=settings_of(person).language)


def push_to_devices(*, recipient_id: str, notification_id: str) -> int:
    """How many devices took it."""
    found = _still_new(recipient_id, notification_id)
    if found is None:
        return 0
    person, row = found
    message = {"title": row.title, "body": row.message, "link": row.link or reverse("accounts:notifications")}
    return push(user=person, message={**message, "tag": str(row.pk)})


def _still_new(recipient_id: str, notification_id: str) -> tuple[User, Notification] | None:
    person = User.objects.here().filter(pk=recipient_id).first()
    if person is None:
        return None
    with acting_as(person.pk):
        row = Notification.objects.filter(pk=notification_id).first()
    kind_rings = row is not None and Channel.PAGE in ways_open(notification_type(row.type), settings_of(person))
    if row is None or (kind_rings and row.read_at is not None):
        return None
    return person, row


def as_shown(row: Notification) -> dict[str, Any]:
    """What a page gets to show it at once."""
    return {
        "id": str(row.pk),
        "type": row.type,
        "icon": icon_of(row.type),
        "title": row.title,
        "message": row.message,
        "link": row.link,
    }


def mark_read(*, user: User, ids: Sequence[UUID] | None = None) -> int:
    """Mark these, or all; those of somebody else are not there. Returns how many were new."""
    with acting_as(user.pk):
        unread = Notification.objects.filter(recipient=user, read_at__isnull=True)
        changed = (unread if ids is None else unread.filter(pk__in=list(ids))).update(read_at=timezone.now())
        left = unread.count() if changed else 0
        if changed:
            publish(person_room, user.pk, unread=left)
    return changed


def mark_unread(*, user: User, notification_id: UUID) -> bool:
    with acting_as(user.pk):
        changed = Notification.objects.filter(recipient=user, pk=notification_id, read_at__isnull=False).update(
            read_at=None
        )
        if changed:
            unread = Notification.objects.filter(recipient=user, read_at__isnull=True).count()
            publish(person_room, user.pk, unread=unread)
    return bool(changed)


def _told_before(recipient: User, type: str, key: str) -> bool:
    """Two deliveries of the same event wait for each other here, and only the first goes on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"notify:{recipient.pk}:{type}:{key}"])
    return Notification.objects.filter(recipient=recipient, type=type, data__key=key).exists()


def _short(text: StrOrPromise, maximum: int) -> str:
    return Truncator(str(text)).chars(maximum)
