from accounts.models.creator import CreatorProfile
from accounts.models.former_name import FormerName
from accounts.models.notification import Notification, PushSubscription
from accounts.models.one_time import EmailVerification, PasswordResetToken, PendingRegistration
from accounts.models.personal_export import PersonalExport
from accounts.models.preferences import UserSettings
from accounts.models.relations import Block, Follow
from accounts.models.second_factor import BackupCode, TotpDevice, TwoFactorSetup
from accounts.models.sessions import PersonalAccessToken, RefreshToken, UserSession
from accounts.models.stats import UserStats
from accounts.models.user import User

__all__ = [
    "BackupCode",
    "Block",
    "CreatorProfile",
    "EmailVerification",
    "Follow",
    "FormerName",
    "Notification",
    "PasswordResetToken",
    "PendingRegistration",
    "PersonalAccessToken",
    "PersonalExport",
    "PushSubscription",
    "RefreshToken",
    "TotpDevice",
    "TwoFactorSetup",
    "User",
    "UserSession",
    "UserSettings",
    "UserStats",
]
