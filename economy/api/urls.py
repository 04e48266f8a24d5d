"""Addresses of economy's API."""

from __future__ import annotations

from django.urls import URLPattern, path

from economy.api import earnings, gifts, redemptions, rewards, tips, wallet

app_name = "economy_api"
urlpatterns: list[URLPattern] = [
    path("wallet/", wallet.WalletView.as_view(), name="wallet"),
    path("wallet/entries/", wallet.EntriesView.as_view(), name="entries"),
    path("wallet/holds/", wallet.HoldsView.as_view(), name="holds"),
    path("points/", rewards.PointsView.as_view(), name="points"),
    path("rewards/", rewards.RewardsView.as_view(), name="rewards"),
    path("rewards/<uuid:reward>/", rewards.RewardView.as_view(), name="reward"),
    path("redemptions/", redemptions.RedemptionsView.as_view(), name="redemptions"),
    path("redemptions/<uuid:redemption>/", redemptions.RedemptionView.as_view(), name="redemption"),
    path("redemptions/<uuid:redemption>/fulfil/", redemptions.FulfilView.as_view(), name="fulfil_redemption"),
    path("redemptions/<uuid:redemption>/cancel/", redemptions.CancelView.as_view(), name="cancel_redemption"),
    path("earnings/", earnings.EarningsView.as_view(), name="earnings"),
    path("gift-types/", gifts.GiftTypesView.as_view(), name="gift_types"),
    path("gifts/", gifts.GiftsView.as_view(), name="gifts"),
    path("gifts/<uuid:gift>/", gifts.GiftView.as_view(), name="gift"),
    path("tips/", tips.TipsView.as_view(), name="tips"),
    path("tips/<uuid:tip>/", tips.TipView.as_view(), name="tip"),
]
