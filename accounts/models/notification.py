"""What the house tells somebody."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from roastlive.lib.crypto.fields import EncryptedJSONField
from roastlive.lib.models import Row


class Notification(Row):
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    # Such as "accounts.new_follower"; apps above register theirs.
    type = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    message = models.CharField(max_length=500, blank=True)
    link = models.CharField(max_length=300, blank=True)
    data = models.JSONField(default=dict, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["recipient", "-id"], name="accounts_notification_recent"),
            models.Index(fields=["recipient"], condition=Q(read_at__isnull=True), name="accounts_notification_unread"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(link="") | Q(link__startswith="/") & ~Q(link__startswith="//"),
                name="accounts_notification_link_stays_here",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PushSubscription(Row):
    """A browser that asked to be woken. Its address is a secret: whoever knows it may write to the person."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push_subscriptions")
    endpoint_hash = models.CharField(max_length=64, unique=True)
    subscription = EncryptedJSONField()
    failures = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"a browser of {self.user_id}"
