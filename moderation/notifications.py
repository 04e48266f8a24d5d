"""What moderation tells people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.notifications import Channel, register_notification

REPORT_DECIDED = "moderation.report_decided"
SUBJECT_DECIDED = "moderation.subject_decided"
IDENTITY_CHECK = "moderation.identity_check"

register_notification(
    name=REPORT_DECIDED,
    label=_("What came of something you reported"),
    icon="flag",
    channels=(Channel.PAGE, Channel.EMAIL),
)
register_notification(name=SUBJECT_DECIDED, label=_("Something of yours was taken down or put back"), icon="shield")
# Money waits for it, so nobody can switch it off.
register_notification(
    name=IDENTITY_CHECK,
    label=_("Your identity check"),
    icon="id-card",
    channels=(Channel.PAGE, Channel.EMAIL),
    always=True,
)

SANCTIONED = "moderation.sanctioned"
SHUT_OUT = "moderation.shut_out"
SANCTION_LIFTED = "moderation.sanction_lifted"
SANCTION_OVER = "moderation.sanction_over"
APPEAL_ANSWERED = "moderation.appeal_answered"

register_notification(
    name=SANCTIONED,
    label=_("You are warned, muted or timed out"),
    icon="warning",
    channels=(Channel.PAGE,),
    always=True,
)
register_notification(
    name=SHUT_OUT,
    label=_("You are suspended or banned"),
    icon="warning",
    channels=(Channel.PAGE, Channel.EMAIL),
    always=True,
)
register_notification(
    name=SANCTION_LIFTED,
    label=_("A sanction of yours is lifted"),
    icon="shield",
    channels=(Channel.PAGE, Channel.EMAIL),
    always=True,
)
register_notification(
    name=SANCTION_OVER, label=_("A sanction of yours is over"), icon="shield", channels=(Channel.PAGE,), always=True
)
register_notification(
    name=APPEAL_ANSWERED,
    label=_("Your appeal is answered"),
    icon="shield",
    channels=(Channel.PAGE, Channel.EMAIL),
    always=True,
)
