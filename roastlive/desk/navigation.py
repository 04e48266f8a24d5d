"""What stands at the left of the desk: the one place that lists it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Place:
    """A page of the desk. `icon` is one of the house's own; without a permission every member of staff may go there."""

    title: StrOrPromise
    icon: str
    route: str
    permission: str = ""


@dataclass(frozen=True, kw_only=True)
class Section:
    title: StrOrPromise
    places: list[Place] = field(default_factory=list)


SECTIONS = [
    Section(
        title=_("Today"),
        places=[Place(title=_("What waits"), icon="bell", route="admin:index")],
    ),
    Section(
        title=_("Moderation"),
        places=[
            Place(
                title=_("Cases"),
                icon="flag",
                route="admin:moderation_reviewcase_desk",
                permission="moderation.view_reviewcase",
            ),
            Place(
                title=_("Reports"),
                icon="chat",
                route="admin:moderation_report_changelist",
                permission="moderation.view_report",
            ),
            Place(
                title=_("Flags"),
                icon="eye",
                route="admin:moderation_moderationflag_changelist",
                permission="moderation.view_moderationflag",
            ),
            Place(
                title=_("Decisions"),
                icon="verdict",
                route="admin:moderation_moderationaction_changelist",
                permission="moderation.view_moderationaction",
            ),
            Place(
                title=_("Sanctions"),
                icon="stop-hand",
                route="admin:moderation_usersanction_changelist",
                permission="moderation.view_usersanction",
            ),
            Place(
                title=_("Appeals"),
                icon="shield",
                route="admin:moderation_appeal_changelist",
                permission="moderation.view_appeal",
            ),
            Place(
                title=_("Evasion signals"),
                icon="users",
                route="admin:moderation_evasionsignal_changelist",
                permission="moderation.view_evasionsignal",
            ),
            Place(
                title=_("Safewords"),
                icon="freeze",
                route="admin:moderation_safewordtrigger_changelist",
                permission="moderation.view_safewordtrigger",
            ),
            Place(
                title=_("Identity checks"),
                icon="id-card",
                route="admin:moderation_kycverification_changelist",
                permission="moderation.view_kycverification",
            ),
            Place(
                title=_("House words"),
                icon="edit",
                route="admin:moderation_houseword_changelist",
                permission="moderation.view_houseword",
            ),
            Place(
                title=_("How the desk is doing"),
                icon="pulse",
                route="admin:moderation_reviewcase_statistics",
                permission="moderation.see_moderation_statistics",
            ),
        ],
    ),
    Section(
        title=_("Shows"),
        places=[
            Place(
                title=_("Goals"),
                icon="medal",
                route="admin:streams_challengegoal_changelist",
                permission="streams.view_challengegoal",
            ),
            Place(title=_("Polls"), icon="help", route="admin:streams_poll_changelist", permission="streams.view_poll"),
        ],
    ),
    Section(
        title=_("Money"),
        places=[
            Place(
                title=_("What the house holds"),
                icon="wallet",
                route="admin:economy_adjustment_figures",
                permission="economy.view_figures",
            ),
            Place(
                title=_("Transfers"),
                icon="send",
                route="admin:economy_ledgertransfer_changelist",
                permission="economy.view_ledgertransfer",
            ),
            Place(
                title=_("Accounts"),
                icon="token",
                route="admin:economy_ledgeraccount_changelist",
                permission="economy.view_ledgeraccount",
            ),
            Place(
                title=_("Holds"),
                icon="lock",
                route="admin:economy_hold_changelist",
                permission="economy.view_hold",
            ),
            Place(
                title=_("Adjustments"),
                icon="verdict",
                route="admin:economy_adjustment_changelist",
                permission="economy.view_adjustment",
            ),
            Place(
                title=_("Rewards"),
                icon="trophy",
                route="admin:economy_loyaltyreward_changelist",
                permission="economy.view_loyaltyreward",
            ),
            Place(
                title=_("Redemptions"),
                icon="medal",
                route="admin:economy_loyaltyredemption_changelist",
                permission="economy.view_loyaltyredemption",
            ),
            Place(
                title=_("Kinds of gifts"),
                icon="gift",
                route="admin:economy_gifttype_changelist",
                permission="economy.view_gifttype",
            ),
            Place(
                title=_("Gifts"), icon="crown", route="admin:economy_gift_changelist", permission="economy.view_gift"
            ),
            Place(title=_("Tips"), icon="token", route="admin:economy_tip_changelist", permission="economy.view_tip"),
            Place(
                title=_("Given for goals"),
                icon="users",
                route="admin:streams_goalcontribution_changelist",
                permission="streams.view_goalcontribution",
            ),
        ],
    ),
    Section(
        title=_("People"),
        places=[
            Place(
                title=_("People"), icon="users", route="admin:accounts_user_changelist", permission="accounts.view_user"
            ),
            Place(
                title=_("Staff"),
                icon="key",
                route="admin:moderation_staffmember_changelist",
                permission="moderation.view_staffmember",
            ),
            Place(title=_("Groups"), icon="shield", route="admin:auth_group_changelist", permission="auth.view_group"),
        ],
    ),
    Section(
        title=_("House"),
        places=[
            Place(
                title=_("Outbox"),
                icon="send",
                route="admin:kernel_outboxmessage_changelist",
                permission="kernel.view_outboxmessage",
            ),
            Place(
                title=_("Audit log"),
                icon="verified",
                route="admin:moderation_auditlog_changelist",
                permission="moderation.view_auditlog",
            ),
            Place(
                title=_("History"),
                icon="clock",
                route="admin:admin_logentry_changelist",
                permission="admin.view_logentry",
            ),
        ],
    ),
]


def sections(request: HttpRequest) -> list[dict[str, Any]]:
    """In the form the theme wants, without what this person may not open."""
    allowed = [
        (
            section,
            [place for place in section.places if not place.permission or request.user.has_perm(place.permission)],
        )
        for section in SECTIONS
    ]
    return [
        {
            "title": section.title,
            "items": [{"title": place.title, "icon": place.icon, "link": reverse(place.route)} for place in places],
        }
        for section, places in allowed
        if places
    ]
