"""What somebody can be told, and by which ways. Apps above register their own types.

register_notification(
    name="streams.went_live", label=_("Somebody you follow goes live"), icon="live",
    channels=(Channel.PAGE, Channel.EMAIL, Channel.PUSH),
)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Channel(models.TextChoices):
    PAGE = "page", _("On the page")
    EMAIL = "email", _("By email")
    PUSH = "push", _("On my devices")


@dataclass(frozen=True, kw_only=True)
class NotificationType:
    """`channels` are the ways it may go at all; people switch each off by themselves, unless it is `always` sent."""

    name: str
    label: StrOrPromise
    icon: str
    channels: frozenset[str]
    always: bool = False


_types: dict[str, NotificationType] = {}


def register_notification(
    *,
    name: str,
    label: StrOrPromise,
    icon: str = "bell",
    channels: Iterable[str] = tuple(Channel),
    always: bool = False,
) -> None:
    """Registering the same name again replaces what was said before."""
    _types[name] = NotificationType(
        name=name, label=label, icon=icon, channels=frozenset(map(str, channels)), always=always
    )


def notification_type(name: str) -> NotificationType:
    """Raises KeyError for a type that nobody registered: a mistake of ours, found by the first test."""
    return _types[name]


def notification_types() -> list[NotificationType]:
    return sorted(_types.values(), key=lambda kind: kind.name)


def icon_of(name: str) -> str:
    """A row outlives the app that wrote it; then a bell will do."""
    return _types[name].icon if name in _types else "bell"


NEW_FOLLOWER = "accounts.new_follower"
VERIFIED = "accounts.verified"
NEW_DEVICE = "accounts.new_device"
EXPORT_READY = "accounts.export_ready"
EXPORT_FAILED = "accounts.export_failed"

register_notification(
    name=NEW_FOLLOWER, label=_("Somebody follows you"), icon="user", channels=(Channel.PAGE, Channel.PUSH)
)
register_notification(name=VERIFIED, label=_("Your channel is verified"), icon="verified")
register_notification(name=NEW_DEVICE, label=_("A new device is logged in"), icon="lock", always=True)
register_notification(name=EXPORT_READY, label=_("Your data is ready"), icon="download", always=True)
register_notification(name=EXPORT_FAILED, label=_("Your data could not be put together"), icon="warning", always=True)
