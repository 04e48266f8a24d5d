"""What moderation keeps about people, for those who ask for it or leave."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.personal_data import register_personal_data
from moderation.models import (
    Appeal,
    AuditLog,
    ChannelDelegate,
    EvasionSignal,
    KycDocument,
    KycVerification,
    ModerationAction,
    ModerationFlag,
    ModerationSettings,
    Report,
    ReviewCase,
    SafewordTrigger,
    ShutOutTrace,
    UserSanction,
)
from moderation.services.forgetting import decisions_for, forget_cases_about, forget_reports_of, reports_for
from moderation.services.forgetting_sanctions import (
    acts_for,
    forget_sanctions_of,
    forget_signals_of,
    safewords_for,
    sanctions_for,
    signals_for,
)
from moderation.services.identity_checks.personal import forget_identity_of, identity_for
from moderation.services.screening import forget_settings

if TYPE_CHECKING:
    from accounts.models import User

# Everything that a creator has set, by name.
SET = (
    *("strictness", "strictness_insult", "strictness_profanity", "strictness_innuendo", "strictness_flood", "links"),
    *("blocked_words", "allowed_words", "slow_seconds", "followers_only", "follow_age", "subscribers_only"),
    *("emotes_only", "unique_messages", "delay_seconds", "safe_word", "off_limits", "heat"),
)


def settings_for(person: User) -> Iterator[dict[str, Any]]:
    for row in ModerationSettings.objects.filter(channel__user=person):
        yield {name: getattr(row, name) for name in SET}


def forget_settings_of(person: User) -> None:
    for row in ModerationSettings.objects.filter(channel__user=person):
        forget_settings(row.channel_id)
        row.delete()


def delegations_for(person: User) -> Iterator[dict[str, Any]]:
    """Whom they help, and who helps them."""
    rows = ChannelDelegate.objects.filter(Q(person=person) | Q(channel__user=person))
    for row in rows.select_related("channel", "person"):
        yield {
            "channel": row.channel.stage_name,
            "helper": row.person.username,
            "may_moderate": row.may_moderate,
            "may_freeze": row.may_freeze,
            "since": row.created_at.isoformat(),
        }


def forget_delegations_of(person: User) -> None:
    ChannelDelegate.objects.filter(Q(person=person) | Q(channel__user=person)).delete()


register_personal_data(
    name="moderation.settings",
    label=_("How your channel is moderated"),
    models=(ModerationSettings,),
    export=settings_for,
    erase=forget_settings_of,
)
register_personal_data(
    name="moderation.helpers",
    label=_("Whom you help, and who helps you"),
    models=(ChannelDelegate,),
    export=delegations_for,
    erase=forget_delegations_of,
)
register_personal_data(
    name="moderation.identity",
    label=_("How you proved who you are"),
    models=(KycVerification, KycDocument),
    export=identity_for,
    erase=forget_identity_of,
    stays=_(
        "Your pictures and what you typed go. That your identity was checked, when and by whom, and a fingerprint of the "
        "document's number stay for as long as it must be told who was paid: one document opens one account."
    ),
)
register_personal_data(
    name="moderation.reports",
    label=_("What you reported"),
    models=(Report,),
    export=reports_for,
    erase=forget_reports_of,
    spreadsheet=True,
    stays=_(
        "That something was reported stays, without your words and under a name that is nobody's: a case stands on it."
    ),
)
register_personal_data(
    name="moderation.decisions",
    label=_("What was decided about you and what is yours"),
    models=(ReviewCase, ModerationFlag, ModerationAction),
    export=decisions_for,
    erase=forget_cases_about,
    spreadsheet=True,
    stays=_("That something was decided, when and why, stays without what was seen. An open case is decided first."),
)
register_personal_data(
    name="moderation.sanctions",
    label=_("Sanctions you had, and your appeals"),
    models=(UserSanction, Appeal),
    export=sanctions_for,
    erase=forget_sanctions_of,
    spreadsheet=True,
    stays=_("What was decided, when and why, stays under a name that is nobody's. What you wrote goes."),
)
register_personal_data(
    name="moderation.safewords",
    label=_("When a safeword was said for you or by you"),
    models=(SafewordTrigger,),
    export=safewords_for,
    spreadsheet=True,
    stays=_("That a show stood still, and when, stays under a name that is nobody's."),
)
register_personal_data(
    name="moderation.audit",
    label=_("What you did in the house's service"),
    models=(AuditLog,),
    export=acts_for,
    spreadsheet=True,
    stays=_("The audit log is never rewritten, for anybody. It names you by a number that then is nobody's."),
)
register_personal_data(
    name="moderation.evasion",
    label=_("Signs that two accounts are one person's"),
    models=(EvasionSignal, ShutOutTrace),
    export=signals_for,
    erase=forget_signals_of,
    stays=_(
        "Whoever is banned leaves fingerprints for half a year, which nobody can read: leaving does not undo a ban."
    ),
)
