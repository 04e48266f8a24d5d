"""What a creator wants of their chat, their rivals and those who help them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import CreatorProfile
from roastlive.lib.crypto.fields import EncryptedTextField
from roastlive.lib.models import ChangingRow, Row

STRICTEST = 4
# So many words or topics, and so long ones.
WORDS_MOST = 300
WORD_LONGEST = 60
TOPICS_MOST = 12
TOPIC_LONGEST = 40
SLOW_SECONDS = (3, 120)
FOLLOW_AGE_MOST = 90 * 24 * 60
DELAYS = (0, 2, 4, 6)


LEVEL = (MinValueValidator(0), MaxValueValidator(STRICTEST))


class ModerationSettings(ChangingRow):
    """One row a channel, made when it is first looked at."""

    class Links(models.TextChoices):
        ALLOW = "allow", _("Let them through")
        HOLD = "hold", _("Hold them for a look")
        BLOCK = "block", _("Turn them away")

    class Heat(models.TextChoices):
        MILD = "mild", _("mild")
        MEDIUM = "medium", _("medium")
        SCORCHED = "scorched", _("scorched")

    channel = models.OneToOneField(CreatorProfile, on_delete=models.CASCADE, related_name="moderation_settings")

    strictness = models.PositiveSmallIntegerField(_("strictness"), validators=LEVEL, default=2)
    # Empty: as strict as the whole. Slurs, threats, baiting, private data, sexual harassment and scams have no level.
    strictness_insult = models.PositiveSmallIntegerField(_("insults"), validators=LEVEL, null=True, blank=True)
    strictness_profanity = models.PositiveSmallIntegerField(_("swearing"), validators=LEVEL, null=True, blank=True)
    strictness_innuendo = models.PositiveSmallIntegerField(_("smut"), validators=LEVEL, null=True, blank=True)
    strictness_flood = models.PositiveSmallIntegerField(_("noise"), validators=LEVEL, null=True, blank=True)
    links = models.CharField(_("links"), max_length=5, choices=Links, default=Links.HOLD)
    blocked_words = ArrayField(models.CharField(max_length=WORD_LONGEST), default=list, blank=True)
    allowed_words = ArrayField(models.CharField(max_length=WORD_LONGEST), default=list, blank=True)

    slow_seconds = models.PositiveSmallIntegerField(_("slow mode"), default=0)
    followers_only = models.BooleanField(_("followers only"), default=False)
    # In minutes: for how long somebody must have been following.
    follow_age = models.PositiveIntegerField(_("following for"), default=0)
    subscribers_only = models.BooleanField(_("subscribers only"), default=False)
    emotes_only = models.BooleanField(_("emotes only"), default=False)
    unique_messages = models.BooleanField(_("nothing twice"), default=False)
    delay_seconds = models.PositiveSmallIntegerField(_("delay"), default=0)

    # Whoever knows somebody's safe word before a battle can play with it, so backups and operators do not.
    safe_word = EncryptedTextField(_("safe word"), null=True, blank=True)

    off_limits = ArrayField(models.CharField(max_length=TOPIC_LONGEST), default=list, blank=True)
    heat = models.CharField(_("heat"), max_length=8, choices=Heat, default=Heat.MEDIUM)

    class Meta:
        verbose_name = _("moderation settings")
        verbose_name_plural = _("moderation settings")
        constraints = [
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__lte": STRICTEST}),
                    name=f"moderation_moderationsettings_{name}_range",
                    violation_error_message=_("Strictness goes from 0 to 4."),
                )
                for name in (
                    "strictness",
                    "strictness_insult",
                    "strictness_profanity",
                    "strictness_innuendo",
                    "strictness_flood",
                )
            ),
            models.CheckConstraint(
                condition=Q(links__in=["allow", "hold", "block"]), name="moderation_moderationsettings_links_known"
            ),
            models.CheckConstraint(
                condition=Q(heat__in=["mild", "medium", "scorched"]), name="moderation_moderationsettings_heat_known"
            ),
            models.CheckConstraint(
                condition=Q(slow_seconds=0) | Q(slow_seconds__range=SLOW_SECONDS),
                name="moderation_moderationsettings_slow_range",
                violation_error_message=_("Slow mode waits between 3 and 120 seconds."),
            ),
            models.CheckConstraint(
                condition=Q(follow_age__lte=FOLLOW_AGE_MOST),
                name="moderation_moderationsettings_follow_age_range",
                violation_error_message=_("Ninety days of following must be enough."),
            ),
            models.CheckConstraint(
                condition=Q(delay_seconds__in=DELAYS),
                name="moderation_moderationsettings_delay_known",
                violation_error_message=_("The delay is 2, 4 or 6 seconds."),
            ),
            models.CheckConstraint(
                condition=Q(blocked_words__len__lte=WORDS_MOST, allowed_words__len__lte=WORDS_MOST),
                name="moderation_moderationsettings_words_bounded",
                violation_error_message=_("A list holds 300 words at most."),
            ),
            models.CheckConstraint(
                condition=Q(off_limits__len__lte=TOPICS_MOST),
                name="moderation_moderationsettings_topics_bounded",
                violation_error_message=_("Twelve topics at most. The rest of you is fair game."),
            ),
        ]

    def __str__(self) -> str:
        return f"moderation of {self.channel_id}"


class ChannelDelegate(Row):
    """Somebody whom a creator trusts with their chat, their safe word, or both."""

    channel = models.ForeignKey(CreatorProfile, on_delete=models.CASCADE, related_name="delegates")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="delegations")
    may_moderate = models.BooleanField(_("may moderate the chat"), default=True)
    may_freeze = models.BooleanField(_("may trigger the safe word"), default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "person"],
                name="moderation_channeldelegate_unique",
                violation_error_message=_("They help you already."),
            ),
            models.CheckConstraint(
                condition=Q(may_moderate=True) | Q(may_freeze=True),
                name="moderation_channeldelegate_may_something",
                violation_error_message=_("Say what they may do."),
            ),
        ]
        indexes = [models.Index(fields=["person"], name="moderation_delegate_person")]

    def __str__(self) -> str:
        return f"{self.person_id} helps {self.channel_id}"
