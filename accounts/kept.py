"""What accounts keep about somebody: told to them when they ask, gone when they leave."""

from __future__ import annotations

from django.contrib.admin.models import LogEntry
from django.utils.translation import gettext_lazy as _
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
from accounts.personal_data import register_personal_data
from accounts.services import forgetting, telling

register_personal_data(
    name="accounts.person",
    label=_("Who you are, and your settings"),
    models=(UserSettings, UserStats, FormerName),
    export=telling.tell_person,
    erase=forgetting.forget_person,
)
register_personal_data(
    name="accounts.devices",
    label=_("Devices that were logged in"),
    models=(UserSession,),
    export=telling.tell_devices,
    erase=forgetting.forget_devices,
    spreadsheet=True,
)
register_personal_data(
    name="accounts.keys",
    label=_("What opens the door for you"),
    models=(
        *(TwoFactorSetup, TotpDevice, BackupCode, PasswordResetToken, EmailVerification, PersonalAccessToken),
        *(WebAuthnCredential, WebAuthnUserHandle),
    ),
    export=telling.tell_keys,
    erase=forgetting.forget_keys,
)
register_personal_data(
    name="accounts.channel",
    label=_("Your channel and its pictures"),
    models=(CreatorProfile,),
    export=telling.tell_channel,
    erase=forgetting.forget_channel,
)
register_personal_data(
    name="accounts.follows",
    label=_("Whom you follow"),
    models=(Follow,),
    export=telling.tell_follows,
    erase=forgetting.forget_follows,
    spreadsheet=True,
)
register_personal_data(
    name="accounts.blocks",
    label=_("Whom you have blocked"),
    models=(Block,),
    export=telling.tell_blocks,
    erase=forgetting.forget_blocks,
    spreadsheet=True,
)
register_personal_data(
    name="accounts.notifications",
    label=_("What we told you"),
    models=(Notification,),
    export=telling.tell_notifications,
    erase=forgetting.forget_notifications,
    spreadsheet=True,
)
register_personal_data(
    name="accounts.browsers",
    label=_("Browsers that may be woken"),
    models=(PushSubscription,),
    export=telling.tell_browsers,
    erase=forgetting.forget_browsers,
)
register_personal_data(
    name="accounts.exports",
    label=_("When you asked for all this"),
    models=(PersonalExport,),
    export=telling.tell_exports,
    erase=forgetting.forget_exports,
)
register_personal_data(
    name="accounts.desk_history",
    label=_("What you did at the desk"),
    models=(LogEntry,),
    export=telling.tell_history,
    erase=forgetting.forget_history,
    stays=_(
        "What moderators decided, and why: it stays under a name that is nobody's, so that they can be held to it."
    ),
)
register_personal_data(
    name="accounts.events",
    label=_("What you wrote and did in rooms"),
    export=telling.tell_events,
    erase=forgetting.forget_events,
)
