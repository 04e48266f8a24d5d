"""Addresses of people, channels and what they are told."""

from django.urls import path

from accounts.api import blocks, creators, follows, me, notifications, personal_data, users

people = [
    path("me/", me.MeView.as_view(), name="me"),
    path("me/settings/", me.SettingsView.as_view(), name="me_settings"),
    path("me/exports/", personal_data.ExportsView.as_view(), name="exports"),
    path("me/exports/<uuid:export>/", personal_data.ExportView.as_view(), name="export"),
    path("me/exports/<uuid:export>/file/", personal_data.ExportFileView.as_view(), name="export_file"),
    path("me/leaving/", personal_data.LeavingView.as_view(), name="leaving"),
    path("users/<slug:username>/", users.UserView.as_view(), name="user"),
    path("creators/", creators.CreatorsView.as_view(), name="creators"),
    path("creators/<slug:slug>/", creators.CreatorView.as_view(), name="creator"),
    path("creators/<slug:slug>/follow/", creators.FollowView.as_view(), name="follow"),
    path("follows/", follows.FollowsView.as_view(), name="follows"),
    path("blocks/", blocks.BlocksView.as_view(), name="blocks"),
    path("blocks/<slug:username>/", blocks.BlockView.as_view(), name="block"),
    path("notifications/", notifications.NotificationsView.as_view(), name="notifications"),
    path("notifications/read/", notifications.ReadView.as_view(), name="notifications_read"),
    path("notifications/<uuid:notification>/", notifications.NotificationView.as_view(), name="notification"),
]
