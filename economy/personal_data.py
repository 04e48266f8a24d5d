"""What economy keeps about somebody: told to them when they ask, and what becomes of it when they leave."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import register_personal_data
from economy.models import (
    Adjustment,
    Gift,
    Hold,
    LedgerAccount,
    LoyaltyRedemption,
    LoyaltyReward,
    PointAward,
    Tip,
    Transaction,
    Wallet,
    WelcomeGrant,
)
from economy.services import given_data, ledger_data, loyalty_data

BOOKS = _("What moved, and when: books must balance. It stands there under a name that is nobody's.")

register_personal_data(
    name="economy.accounts",
    label=_("What you have"),
    # The wallet is a view of the accounts.
    models=(LedgerAccount, Wallet),
    export=ledger_data.tell_accounts,
    stays=BOOKS,
    loses=ledger_data.tokens_lost,
)
register_personal_data(
    name="economy.movements",
    label=_("What came in and went out"),
    models=(Transaction,),
    export=ledger_data.tell_movements,
    spreadsheet=True,
    stays=BOOKS,
)
register_personal_data(
    name="economy.holds",
    label=_("What was reserved"),
    models=(Hold,),
    export=ledger_data.tell_holds,
    stays=BOOKS,
)

register_personal_data(
    name="economy.gifts",
    label=_("Gifts you gave and got"),
    models=(Gift,),
    export=given_data.tell_gifts,
    spreadsheet=True,
    stays=_("That tokens moved, and for what: books must balance. It stands there under a name that is nobody's."),
)
register_personal_data(
    name="economy.tips",
    label=_("Tips you gave and got"),
    models=(Tip,),
    export=given_data.tell_tips,
    erase=given_data.forget_words,
    spreadsheet=True,
    stays=_("That tokens moved: books must balance. What you wrote with them goes."),
)
register_personal_data(
    name="economy.welcome",
    label=_("What the house welcomed you with"),
    models=(WelcomeGrant,),
    export=given_data.tell_welcome,
    stays=_("That you were welcomed once, so that it stays once."),
)
register_personal_data(
    name="economy.points",
    label=_("What you earned points by"),
    models=(PointAward,),
    export=loyalty_data.tell_awards,
    spreadsheet=True,
    stays=_("That points moved, and for which kind of deed: books must balance."),
)
register_personal_data(
    name="economy.redemptions",
    label=_("Rewards you redeemed, and others redeemed of yours"),
    models=(LoyaltyRedemption,),
    export=loyalty_data.tell_redemptions,
    erase=loyalty_data.forget_redemptions,
    spreadsheet=True,
    stays=_("That points moved for a reward. What you wrote with it goes, and what still waits goes back."),
)
register_personal_data(
    name="economy.rewards",
    label=_("Rewards you offer"),
    models=(LoyaltyReward,),
    export=loyalty_data.tell_rewards,
    erase=loyalty_data.forget_rewards,
)
register_personal_data(
    name="economy.adjustments",
    label=_("Corrections of your balance"),
    models=(Adjustment,),
    export=loyalty_data.tell_adjustments,
    stays=_("What finance corrected, and who decided it, so that they can be held to it."),
)
