"""What happens to somebody who went too far, and their answer to it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import CreatorProfile
from moderation.querysets.sanctions import AppealQuerySet, UserSanctionQuerySet
from roastlive.lib.models import ChangingRow


class UserSanction(ChangingRow):
    """In force from its start to its end, unless somebody lifts it. No task is needed for that: it is read by the clock."""

    class Kind(models.TextChoices):
        """The rungs of the ladder, lowest first."""

        WARNING = "warning", _("Warning")
        MUTE = "mute", _("Mute")
        TIMEOUT = "timeout", _("Timeout")
        SUSPENSION = "suspension", _("Suspension")
        BAN = "ban", _("Ban")

    class Scope(models.TextChoices):
        PLATFORM = "platform", _("The whole house")
        CHANNEL = "channel", _("One channel")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sanctions", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    scope = models.CharField(_("scope"), max_length=8, choices=Scope)
    # A channel that is gone leaves the sanction, which then holds nowhere.
    channel = models.ForeignKey(
        CreatorProfile,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="sanctions",
        verbose_name=_("channel"),
    )
    category = models.CharField(_("category"), max_length=40, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    note = models.TextField(_("internal note"), blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("issued by")
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lifted by"),
    )
    lift_reason = models.CharField(_("why it was lifted"), max_length=300, blank=True)
    # When they were told that it ran out.
    over_told_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = UserSanctionQuerySet.as_manager()

    class Meta:
        verbose_name = _("sanction")
        verbose_name_plural = _("sanctions")
        permissions = [
            ("issue_usersanction", _("Can warn, mute and time out")),
            ("issue_grave_usersanction", _("Can suspend and ban")),
            ("lift_usersanction", _("Can lift sanctions")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["warning", "mute", "timeout", "suspension", "ban"]),
                name="moderation_usersanction_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(scope="channel") | Q(scope="platform", channel__isnull=True),
                name="moderation_usersanction_scope_fits_channel",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["warning", "ban"], ends_at__isnull=True)
                | Q(kind__in=["mute", "timeout", "suspension"], ends_at__isnull=False),
                name="moderation_usersanction_end_fits_kind",
                violation_error_message=_("A warning or a ban has no end; everything else has one."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="moderation_usersanction_ends_after_it_starts",
                violation_error_message=_("It has to end after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True, lift_reason="")
                | Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lift_reason=""),
                name="moderation_usersanction_lift_whole",
            ),
            models.CheckConstraint(
                condition=~Q(issued_by=F("person")),
                name="moderation_usersanction_nobody_their_own",
                violation_error_message=_("Nobody sanctions themselves."),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-starts_at"], name="moderation_sanction_person"),
            models.Index(
                fields=["ends_at"],
                condition=Q(lifted_at__isnull=True, over_told_at__isnull=True, ends_at__isnull=False),
                name="moderation_sanction_ending",
            ),
            models.Index(fields=["-created_at"], name="moderation_sanction_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.person}"

    @property
    def is_on_platform(self) -> bool:
        return self.scope == self.Scope.PLATFORM

    @property
    def appealable_until(self) -> datetime:
        """As long as it holds, that is."""
        return self.starts_at + timedelta(days=settings.APPEAL_DAYS)

    def is_in_force(self, now: datetime) -> bool:
        return self.lifted_at is None and (self.ends_at is None or self.ends_at > now)


class Appeal(ChangingRow):
    """A person's answer to a sanction: one for each, judged by somebody else than whoever issued it."""

    class Status(models.TextChoices):
        OPEN = "open", _("Waiting for an answer")
        UPHELD = "upheld", _("Granted: the sanction was lifted")
        REJECTED = "rejected", _("Turned down: the sanction stands")

    sanction = models.OneToOneField(
        UserSanction, on_delete=models.PROTECT, related_name="appeal", verbose_name=_("sanction")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("person")
    )
    # Whoever issued the sanction, so that the database can keep them from judging it.
    against = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("against")
    )
    words = models.TextField(_("their words"), max_length=2000)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.OPEN)
    due_at = models.DateTimeField(_("due"))
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        permissions = [("answer_appeal", _("Can answer appeals"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="open", answered_by__isnull=True, answered_at__isnull=True, answer="")
                | Q(status__in=["upheld", "rejected"], answered_by__isnull=False, answered_at__isnull=False)
                & ~Q(answer=""),
                name="moderation_appeal_answer_whole",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("against")) & ~Q(answered_by=F("person")),
                name="moderation_appeal_another_judge",
                violation_error_message=_("Somebody else has to answer this: it is about a decision of yours."),
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(status="open"), name="moderation_appeal_waiting"),
            models.Index(fields=["person"], name="moderation_appeal_person"),
        ]

    def __str__(self) -> str:
        return str(self.sanction)
