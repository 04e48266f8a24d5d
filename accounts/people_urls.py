"""Addresses of settings, studio, channels and notifications."""

from django.urls import path, re_path

from accounts.views import channel, followers, media, notifications, personal_data, preferences, studio

people = [
    path("settings/", preferences.preferences, name="settings"),
    path("settings/notifications/", preferences.notifications, name="settings_notifications"),
    path("settings/privacy/", preferences.privacy, name="settings_privacy"),
    path("settings/privacy/export/", personal_data.ask_export, name="export_ask"),
    path("settings/privacy/export/<uuid:export>/", personal_data.download_export, name="export"),
    path("settings/privacy/leave/", personal_data.leave_house, name="leave"),
    path("settings/username/", preferences.username, name="username"),
    path("settings/blocked/", preferences.blocked, name="settings_blocked"),
    path("settings/blocked/add/", preferences.block_person, name="block_person"),
    path("settings/blocked/remove/", preferences.unblock_person, name="unblock_person"),
    path("studio/followers/", followers.followers, name="followers"),
    path("studio/profile/", studio.profile, name="studio_profile"),
    path("studio/profile/regions/", studio.regions, name="studio_regions"),
    path("studio/profile/<slug:place>/", studio.picture, name="studio_picture"),
    path("@<slug:slug>/", channel.channel, name="channel"),
    path("@<slug:slug>/follow/", channel.follow, name="follow"),
    path("@<slug:slug>/unfollow/", channel.unfollow, name="unfollow"),
    path("@<slug:slug>/block/", channel.block_creator, name="block_creator"),
    path("@<slug:slug>/unblock/", channel.unblock_creator, name="unblock_creator"),
    path("notifications/", notifications.notifications, name="notifications"),
    path("notifications/read/", notifications.read_notifications, name="notifications_read"),
    path("notifications/push/", notifications.push_subscription, name="push_subscription"),
    path("notifications/<uuid:pk>/", notifications.open_notification, name="notification"),
    path("push-worker.js", notifications.push_worker, name="push_worker"),
    re_path(r"^media/(?P<name>people/.+)$", media.picture, name="picture"),
]
