"""Where people and programs find their wallet."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.scopes import register_scope
from accounts.settings_pages import register_settings_page

register_settings_page(label=_("Wallet"), route="economy:wallet", order=52)
register_scope("wallet", read=_("See your balance and your history"))
register_scope("giving", read=_("See what you gave and got"), write=_("Give gifts and tips for you"))
register_scope("rewards", read=_("See your points and rewards"), write=_("Redeem and offer rewards for you"))
register_scope("earnings", read=_("See what your channel earned"))
