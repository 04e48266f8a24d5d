"""What streams tell people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.notifications import Channel, register_notification

GOAL_REACHED = "streams.goal_reached"
GOAL_BACK = "streams.goal_back"

register_notification(
    name=GOAL_REACHED, label=_("A goal of yours is paid for"), icon="trophy", channels=(Channel.PAGE, Channel.PUSH)
)
# Money that moves back is nothing to be missed.
register_notification(
    name=GOAL_BACK,
    label=_("What you gave for a goal comes back"),
    icon="refresh",
    channels=(Channel.PAGE, Channel.EMAIL),
    always=True,
)

LIVE = "streams.live"
MILESTONE = "streams.milestone"
TICKET_BACK = "streams.ticket_back"
UNBAN_ANSWER = "streams.unban_answer"

register_notification(
    name=LIVE, label=_("Somebody you follow goes live"), icon="live", channels=(Channel.PAGE, Channel.PUSH)
)
register_notification(name=MILESTONE, label=_("Your show reaches a milestone"), icon="trophy", channels=(Channel.PAGE,))
register_notification(
    name=TICKET_BACK,
    label=_("A show does not take place, and your ticket comes back"),
    icon="refresh",
    channels=(Channel.PAGE, Channel.EMAIL),
    always=True,
)
register_notification(
    name=UNBAN_ANSWER,
    label=_("A channel answers whether you may come back"),
    icon="chat",
    channels=(Channel.PAGE,),
    always=True,
)
