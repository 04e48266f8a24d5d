from moderation.models.actions import ModerationAction
from moderation.models.audit import AuditLog, AuditSeal, AuditTurn
from moderation.models.cases import Outcome, Priority, ReviewCase
from moderation.models.evasion import EvasionSignal, ShutOutTrace
from moderation.models.flags import ModerationFlag
from moderation.models.house_words import HouseWord
from moderation.models.identity_checks import KycDocument, KycVerification
from moderation.models.reports import Report
from moderation.models.safewords import SafewordTrigger
from moderation.models.sanctions import Appeal, UserSanction
from moderation.models.settings import ChannelDelegate, ModerationSettings
from moderation.models.staff import StaffMember
from moderation.models.standing import Act
from moderation.models.trust import TrustLevel

__all__ = [
    "Act",
    "Appeal",
    "AuditLog",
    "AuditSeal",
    "AuditTurn",
    "ChannelDelegate",
    "EvasionSignal",
    "HouseWord",
    "KycDocument",
    "KycVerification",
    "ModerationAction",
    "ModerationFlag",
    "ModerationSettings",
    "Outcome",
    "Priority",
    "Report",
    "ReviewCase",
    "SafewordTrigger",
    "ShutOutTrace",
    "StaffMember",
    "TrustLevel",
    "UserSanction",
]
