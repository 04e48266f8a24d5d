"""Addresses of moderation."""

from __future__ import annotations

from django.urls import URLPattern, path

from moderation.views import identity, reports, settings, standing

app_name = "moderation"
urlpatterns: list[URLPattern] = [
    path("studio/moderation/", settings.settings, name="settings"),
    path("studio/moderation/safe-word/", settings.safe_word, name="safe_word"),
    path("studio/moderation/helpers/", settings.delegate, name="delegate"),
    path("studio/moderation/helpers/remove/", settings.undelegate, name="undelegate"),
    path("studio/moderation/trial/", settings.trial, name="trial"),
    path("report/<slug:kind>/<uuid:id>/", reports.report_subject, name="report"),
    path("settings/reports/", reports.reports, name="reports"),
    path("studio/identity/", identity.identity, name="identity"),
    path("settings/standing/", standing.standing, name="standing"),
    path("settings/standing/<uuid:sanction>/appeal/", standing.appeal_sanction, name="appeal"),
    path("login/standing/", standing.shut_out, name="shut_out"),
    path("login/standing/<uuid:sanction>/appeal/", standing.shut_out_appeal, name="shut_out_appeal"),
]
