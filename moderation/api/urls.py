"""Addresses of moderation's API."""

from __future__ import annotations

from django.urls import URLPattern, path

from moderation.api.identity import IdentityCheckView, IdentityPictureView, IdentitySubmissionView
from moderation.api.reports import ReportsView
from moderation.api.settings import DelegatesView, DelegateView, SettingsView, TrialView
from moderation.api.standing import AppealsView, AppealView, SanctionsView, SanctionView, StandingView

app_name = "moderation_api"
urlpatterns: list[URLPattern] = [
    path("moderation-settings/", SettingsView.as_view(), name="settings"),
    path("moderation-settings/trial/", TrialView.as_view(), name="settings_trial"),
    path("moderation-settings/delegates/", DelegatesView.as_view(), name="delegates"),
    path("moderation-settings/delegates/<slug:username>/", DelegateView.as_view(), name="delegate"),
    path("reports/", ReportsView.as_view(), name="reports"),
    path("identity-check/", IdentityCheckView.as_view(), name="identity_check"),
    path("identity-check/pictures/<slug:side>/", IdentityPictureView.as_view(), name="identity_picture"),
    path("identity-check/submission/", IdentitySubmissionView.as_view(), name="identity_submission"),
    path("standing/", StandingView.as_view(), name="standing"),
    path("sanctions/", SanctionsView.as_view(), name="sanctions"),
    path("sanctions/<uuid:sanction>/", SanctionView.as_view(), name="sanction"),
    path("appeals/", AppealsView.as_view(), name="appeals"),
    path("appeals/<uuid:appeal>/", AppealView.as_view(), name="appeal"),
]
