"""What chat keeps beside its lines, which live in the event store: what waits, what is pinned, how one can smile."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models import CreatorProfile
from roastlive.lib.models import ChangingRow
from streams.models.streams import Stream

LINE_LONGEST = 500
EMOTE_CODE = RegexValidator(r"^[a-z][a-z0-9]{2,23}$", _("3 to 24 small letters and digits, beginning with a letter."))


class ChatRoom(ChangingRow):
    """A channel's chat across its streams: whether the shield is up, and what it was like before."""

    channel = models.OneToOneField(CreatorProfile, on_delete=models.CASCADE, related_name="chat_room")
    shield_since = models.DateTimeField(_("shield up since"), null=True, blank=True)
    shield_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # The modes that the shield replaced, and gives back.
    before_shield = models.JSONField(default=dict, blank=True)
    pinned_in = models.ForeignKey(Stream, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # The line as it is shown, or nothing.
    pinned = models.JSONField(_("pinned"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("chat room")
        verbose_name_plural = _("chat rooms")

    def __str__(self) -> str:
        return f"chat of {self.channel_id}"


class HeldMessage(ChangingRow):
    """A line that screening held until somebody has looked at it."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        APPROVED = "approved", _("Let through")
        DENIED = "denied", _("Turned away")
        EXPIRED = "expired", _("Nobody looked")

    stream = models.ForeignKey(Stream, on_delete=models.CASCADE, related_name="held_messages", verbose_name=_("stream"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="held_messages", verbose_name=_("who")
    )
    text = models.CharField(_("line"), max_length=LINE_LONGEST)
    reply_to = models.UUIDField(null=True, blank=True)
    category = models.CharField(_("why"), max_length=20)
    confidence = models.FloatField(_("confidence"))
    screening = models.CharField(_("version of screening"), max_length=64)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("held line")
        verbose_name_plural = _("held lines")
        constraints = [
            models.CheckConstraint(
                condition=Q(status="waiting", decided_at__isnull=True)
                | Q(status__in=["approved", "denied", "expired"], decided_at__isnull=False),
                name="streams_heldmessage_status_fits",
            )
        ]
        indexes = [
            models.Index(fields=["stream", "id"], condition=Q(status="waiting"), name="streams_heldmessage_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.text[:40]}"


class UnbanRequest(ChangingRow):
    """Somebody who was banned from a channel asks to come back. One open request a person and channel."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        GRANTED = "granted", _("Back in")
        REFUSED = "refused", _("Still out")

    channel = models.ForeignKey(CreatorProfile, on_delete=models.CASCADE, related_name="unban_requests")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="unban_requests")
    words = models.CharField(_("their words"), max_length=300)
    status = models.CharField(_("status"), max_length=7, choices=Status, default=Status.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("request to come back")
        verbose_name_plural = _("requests to come back")
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "person"],
                condition=Q(status="waiting"),
                name="streams_unbanrequest_one_open",
                violation_error_message=_("You have asked already."),
            ),
            models.CheckConstraint(
                condition=Q(status="waiting", decided_at__isnull=True)
                | Q(status__in=["granted", "refused"], decided_at__isnull=False),
                name="streams_unbanrequest_status_fits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} wants back to {self.channel_id}"


class Emote(ChangingRow):
    """A small picture with a name. The house's are drawings of its own, a creator's were uploaded."""

    channel = models.ForeignKey(
        CreatorProfile, on_delete=models.CASCADE, null=True, blank=True, related_name="emotes", verbose_name=_("whose")
    )
    code = models.CharField(_("name"), max_length=24, validators=[EMOTE_CODE])
    # A symbol of static/streams/emotes.svg for one of the house, a stored picture for one of a creator.
    drawing = models.SlugField(_("drawing"), max_length=30, blank=True)
    picture = models.CharField(max_length=200, blank=True, editable=False)
    is_active = models.BooleanField(_("can be used"), default=True)

    class Meta:
        verbose_name = _("emote")
        verbose_name_plural = _("emotes")
        constraints = [
            models.UniqueConstraint(
                "channel",
                Lower("code"),
                nulls_distinct=False,
                name="streams_emote_code_unique",
                violation_error_message=_("There is one of this name."),
            ),
            models.CheckConstraint(
                condition=Q(channel__isnull=True, picture="") & ~Q(drawing="")
                | Q(channel__isnull=False, drawing="") & ~Q(picture=""),
                name="streams_emote_drawn_or_uploaded",
            ),
        ]

    def __str__(self) -> str:
        return self.code
