"""Corrections of the ledger that finance wants: two people make one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from economy.models.accounts import AccountKind, Unit
from economy.querysets.adjustments import AdjustmentQuerySet
from roastlive.lib.models import ChangingRow

# Whoever wants to move more than ten thousand dollars by hand wants something else.
LARGEST_ADJUSTMENT = 1_000_000
REASON_LONGEST, ANSWER_LONGEST = 300, 300


class Adjustment(ChangingRow):
    """Asked for by one, decided by another. What is approved stands in the ledger as a transfer of its own."""

    class Act(models.TextChoices):
        CORRECTION = "correction", _("Correction")
        REVERSAL = "reversal", _("Reversal")

    class State(models.TextChoices):
        REQUESTED = "requested", _("Waits for a second person")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    act = models.CharField(_("what"), max_length=10, choices=Act)
    # Whose account is corrected. A reversal concerns whoever the transfer was between.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )
    account = models.CharField(_("account"), max_length=16, choices=AccountKind, blank=True)
    unit = models.CharField(_("unit"), max_length=8, choices=Unit)
    # Above zero the house gives, below it the house takes. Of a reversal, what the transfer had moved.
    amount = models.BigIntegerField(_("amount"))
    original_id = models.UUIDField(_("transfer to take back"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=REASON_LONGEST)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.REQUESTED)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=ANSWER_LONGEST, blank=True)
    transfer_id = models.UUIDField(_("transfer"), unique=True, null=True, blank=True)

    objects = AdjustmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("adjustment")
        verbose_name_plural = _("adjustments")
        permissions = [
            ("approve_adjustment", _("Can decide adjustments that others ask for")),
            ("approve_large_adjustment", _("Can approve large adjustments")),
            ("view_figures", _("Can see the figures of the house")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(act="correction", person__isnull=False, account__in=["wallet", "earnings"])
                & Q(original_id__isnull=True)
                | Q(act="reversal", person__isnull=True, account="", original_id__isnull=False, amount__gt=0),
                name="economy_adjustment_act_whole",
            ),
            models.CheckConstraint(condition=Q(unit__in=list(Unit)), name="economy_adjustment_unit_known"),
            models.CheckConstraint(
                condition=Q(act="reversal")
                | Q(amount__gte=-LARGEST_ADJUSTMENT, amount__lte=LARGEST_ADJUSTMENT) & ~Q(amount=0),
                name="economy_adjustment_amount_bounded",
                violation_error_message=_("Between 1 and 1,000,000, given or taken."),
            ),
            models.CheckConstraint(
                condition=~Q(account="earnings") | Q(unit="token"), name="economy_adjustment_earnings_are_tokens"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="economy_adjustment_reason_said"),
            models.CheckConstraint(
                condition=Q(state="requested", decided_by__isnull=True, decided_at__isnull=True)
                & Q(transfer_id__isnull=True)
                | Q(state="approved", decided_by__isnull=False, decided_at__isnull=False, transfer_id__isnull=False)
                | Q(state__in=["refused", "withdrawn"], decided_by__isnull=False, decided_at__isnull=False)
                & Q(transfer_id__isnull=True),
                name="economy_adjustment_state_fits",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "refused"]) | ~Q(decided_by=F("requested_by")),
                name="economy_adjustment_two_people",
                violation_error_message=_("Whoever asks does not decide. Somebody else has to look at it."),
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | Q(decided_by=F("requested_by")),
                name="economy_adjustment_withdrawn_by_asker",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True)
                | ~Q(person=F("requested_by")) & (~Q(state="approved") | ~Q(person=F("decided_by"))),
                name="economy_adjustment_nobody_their_own",
                violation_error_message=_("Nobody corrects their own account."),
            ),
            models.UniqueConstraint(
                fields=["original_id"],
                condition=Q(state="requested"),
                name="economy_adjustment_one_open_reversal",
                violation_error_message=_("Somebody has asked for this already."),
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(state="requested"), name="economy_adjustment_waiting"),
            models.Index(fields=["person", "-id"], name="economy_adjustment_person"),
        ]

    def __str__(self) -> str:
        return f"{self.amount:+d} {self.unit}, {self.state}"
