"""What economy tells people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.notifications import Channel, register_notification

GIFT = "economy.gift"
TIP = "economy.tip"
GIVEN_BACK = "economy.given_back"
WELCOME = "economy.welcome"

register_notification(
    name=GIFT, label=_("Somebody gives you a gift"), icon="gift", channels=(Channel.PAGE, Channel.PUSH)
)
register_notification(name=TIP, label=_("Somebody tips you"), icon="token", channels=(Channel.PAGE, Channel.PUSH))
# Money that moves back is nothing to be missed.
register_notification(
    name=GIVEN_BACK,
    label=_("A gift or a tip is given back"),
    icon="refresh",
    channels=(Channel.PAGE, Channel.EMAIL),
    always=True,
)
register_notification(name=WELCOME, label=_("Tokens to begin with"), icon="wallet", channels=(Channel.PAGE,))

REDEEMED = "economy.redeemed"
REWARD_DONE = "economy.reward_done"
REWARD_CANCELLED = "economy.reward_cancelled"

register_notification(name=REDEEMED, label=_("Somebody redeems a reward of yours"), icon="trophy")
register_notification(name=REWARD_DONE, label=_("Your reward is done"), icon="trophy")
# Points that come back are nothing to be missed either.
register_notification(
    name=REWARD_CANCELLED,
    label=_("Your reward is cancelled, and the points are back"),
    icon="refresh",
    channels=(Channel.PAGE, Channel.EMAIL),
    always=True,
)

ADJUSTED = "economy.adjusted"

register_notification(
    name=ADJUSTED,
    label=_("The house corrects your balance"),
    icon="wallet",
    channels=(Channel.PAGE, Channel.EMAIL),
    always=True,
)
