"""How somebody wants the house to be."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from zoneinfo import available_timezones

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User, UserSettings
from accounts.notifications import notification_types
from accounts.selectors import settings_of
from roastlive.lib.errors import Invalid

# What somebody may decide about themselves, what they may choose, and what holds until they do.
PRIVACY = {
    # Who sees on their profile whom they follow.
    "follows": ("everyone", "nobody"),
    # Whether a creator they begin to follow learns who it is.
    "following": ("named", "unnamed"),
}


@transaction.atomic
def change_settings(
    *,
    user: User,
    language: str | None = None,
    timezone: str | None = None,
    theme: str | None = None,
    newsletter: bool | None = None,
    email_enabled: bool | None = None,
    push_enabled: bool | None = None,
) -> UserSettings:
    """Change what is given and leave the rest. Raises Invalid."""
    row = _locked(user)
    wrong = {}
    if language is not None and language not in dict(settings.LANGUAGES):
        wrong["language"] = [_("The house does not speak this language yet.")]
    if timezone is not None and timezone not in available_timezones():
        wrong["timezone"] = [_("There is no such time zone.")]
    if theme is not None and theme not in UserSettings.Theme.values:
        wrong["theme"] = [_("There is no such light here.")]
    if wrong:
        raise Invalid(errors=wrong)
    wanted = {
        "language": language,
        "timezone": timezone,
        "theme": theme,
        "newsletter": newsletter,
        "email_enabled": email_enabled,
        "push_enabled": push_enabled,
    }
    for name, value in wanted.items():
        if value is not None:
            setattr(row, name, value)
    row.save()
    return row


@transaction.atomic
def mute_notifications(*, user: User, muted: Mapping[str, Collection[str]]) -> UserSettings:
    """Set which ways are switched off for the types that are named. Raises Invalid for what there is not."""
    known = {kind.name: kind for kind in notification_types()}
    for name, channels in muted.items():
        if name not in known or not set(channels) <= known[name].channels or (channels and known[name].always):
            raise Invalid(errors={"muted": [_("There is no such notification, or it cannot be switched off.")]})
    row = _locked(user)
    row.muted_notifications = {
        **row.muted_notifications,
        **{name: sorted(map(str, channels)) for name, channels in muted.items()},
    }
    row.save()
    return row


@transaction.atomic
def change_privacy(*, user: User, **wishes: str) -> UserSettings:
    """Raises Invalid for a wish or an answer that there is not."""
    for name, wish in wishes.items():
        if wish not in PRIVACY.get(name, ()):
            raise Invalid(errors={name: [_("This cannot be chosen.")]})
    row = _locked(user)
    row.privacy = {**row.privacy, **wishes}
    row.save()
    return row


def privacy_of(row: UserSettings) -> dict[str, str]:
    """Every question with its answer; the first choice holds where nothing was said."""
    return {name: row.privacy.get(name, choices[0]) for name, choices in PRIVACY.items()}


def _locked(user: User) -> UserSettings:
    return UserSettings.objects.select_for_update().get(pk=settings_of(user).pk)
