"""Addresses of economy."""

from __future__ import annotations

from django.urls import URLPattern, path

from economy.views import earnings, giving, rewards, studio_rewards, wallet

app_name = "economy"
urlpatterns: list[URLPattern] = [
    path("wallet/", wallet.wallet, name="wallet"),
    path("wallet/history/", wallet.history, name="history"),
    path("wallet/history/file/", wallet.history_file, name="history_file"),
    path("wallet/statements/<int:year>/<int:month>/", wallet.statement, name="statement"),
    path("wallet/statements/<int:year>/<int:month>/file/", wallet.statement_file, name="statement_file"),
    path("wallet/receipts/<uuid:transfer>/", wallet.receipt, name="receipt"),
    path("rewards/", rewards.shelf, name="rewards"),
    path("rewards/mine/", rewards.mine, name="my_rewards"),
    path("rewards/mine/<uuid:redemption>/withdraw/", rewards.withdraw_redemption, name="withdraw_redemption"),
    path("rewards/<uuid:reward>/", rewards.reward, name="reward"),
    path("rewards/<uuid:reward>/redeem/", rewards.redeem_reward, name="redeem"),
    path("studio/rewards/", studio_rewards.rewards, name="studio_rewards"),
    path("studio/rewards/new/", studio_rewards.new_reward, name="new_reward"),
    path("studio/rewards/waiting/<uuid:redemption>/", studio_rewards.decide_redemption, name="decide_redemption"),
    path("studio/rewards/<uuid:reward>/", studio_rewards.edit_reward, name="edit_reward"),
    path("studio/rewards/<uuid:reward>/shelf/", studio_rewards.shelve_reward, name="shelve_reward"),
    path("studio/earnings/", earnings.earnings, name="studio_earnings"),
    path("studio/earnings/file/", earnings.earnings_file, name="studio_earnings_file"),
    path("@<slug:slug>/give/", giving.give, name="give"),
    path("@<slug:slug>/give/gift/", giving.gift, name="give_gift"),
    path("@<slug:slug>/give/tip/", giving.tip, name="give_tip"),
]
