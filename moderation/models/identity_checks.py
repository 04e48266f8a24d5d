"""That somebody is who they say they are, and old enough: what they sent, what was seen in it, and until when it counts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from moderation.querysets.identity_checks import KycVerificationQuerySet
from roastlive.lib.crypto import EncryptedJSONField, EncryptedTextField
from roastlive.lib.models import ChangingRow, Row

NOTE_LONGEST = 300


class KycVerification(ChangingRow):
    """One identity check. Its row stays as the fact; what it was proven with goes when its time is over."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Being filled in")
        SUBMITTED = "submitted", _("Waiting")
        IN_REVIEW = "in_review", _("Being looked at")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")
        EXPIRED = "expired", _("Expired")

    class Refusal(models.TextChoices):
        """Told to the person, so each says what to do next time."""

        UNREADABLE = "unreadable", _("The pictures cannot be read. Take them again, in good light and without glare.")
        MISMATCH = "mismatch", _("What you typed is not what the document says. Correct it.")
        OVER = "over", _("The document is no longer valid. Use another one.")
        WRONG_DOCUMENT = (
            "wrong_document",
            _("We cannot take this kind of document. Use a passport or an identity card."),
        )
        FACE = "face", _("We cannot tell that the selfie shows the person in the document. Take it again.")
        USED = "used", _("This document belongs to another account here.")
        UNDER_AGE = "under_age", _("The document says that you are too young for this house.")
        OTHER = "other", _("Something else was wrong. The note says what.")

    OPEN = (Status.DRAFT, Status.SUBMITTED, Status.IN_REVIEW)

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("person")
    )
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.DRAFT)
    # What they typed. None once somebody has been erased.
    details = EncryptedJSONField(_("what they said"), null=True)
    # Of the document's country, kind and number, under a key of the house: equal for equal documents, and nothing else.
    document_hash = models.CharField(max_length=64, blank=True, editable=False)
    score = models.PositiveSmallIntegerField(_("score"), null=True)
    signals = models.JSONField(_("signals"), default=dict, blank=True)
    submitted_at = models.DateTimeField(_("sent"), null=True)

    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("looked at by")
    )
    claimed_until = models.DateTimeField(_("taken until"), null=True)
    # Who approved a check that needs two people, and would not be enough alone.
    first_reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("first look by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    refusal = models.CharField(_("reason"), max_length=14, choices=Refusal, blank=True)
    note = models.CharField(_("note"), max_length=NOTE_LONGEST, blank=True)
    expires_at = models.DateTimeField(_("counts until"), null=True)
    warned_at = models.DateTimeField(_("told that it ends"), null=True)

    objects = KycVerificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("identity check")
        verbose_name_plural = _("identity checks")
        permissions = [("review_kycverification", _("Can see documents and decide identity checks"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "submitted", "in_review", "approved", "rejected", "expired"]),
                name="moderation_kyc_status_known",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(status__in=["draft", "submitted", "in_review"]),
                name="moderation_kyc_one_open",
                violation_error_message=_("You have an identity check under way already."),
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(status="approved"), name="moderation_kyc_one_approved"
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__lte=100), name="moderation_kyc_score_of_a_hundred"
            ),
            models.CheckConstraint(
                condition=Q(status="draft", submitted_at__isnull=True)
                | Q(submitted_at__isnull=False, score__isnull=False) & ~Q(status="draft") & ~Q(document_hash=""),
                name="moderation_kyc_submission_whole",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "submitted"], reviewer__isnull=True, claimed_until__isnull=True)
                | Q(status="in_review", reviewer__isnull=False, claimed_until__isnull=False)
                | Q(status__in=["approved", "rejected", "expired"], reviewer__isnull=False, claimed_until__isnull=True),
                name="moderation_kyc_review_whole",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=["draft", "submitted", "in_review"], decided_at__isnull=True, expires_at__isnull=True
                )
                | Q(status="rejected", decided_at__isnull=False, expires_at__isnull=True)
                | Q(status__in=["approved", "expired"], decided_at__isnull=False, expires_at__gt=F("decided_at")),
                name="moderation_kyc_decision_whole",
            ),
            models.CheckConstraint(
                condition=Q(status="rejected") & ~Q(refusal="") | ~Q(status="rejected") & Q(refusal="", note=""),
                name="moderation_kyc_refusal_said",
                violation_error_message=_("Say why."),
            ),
            models.CheckConstraint(
                condition=(Q(reviewer__isnull=True) | ~Q(reviewer=F("person")))
                & (Q(first_reviewer__isnull=True) | ~Q(first_reviewer=F("person"))),
                name="moderation_kyc_nobody_their_own",
                violation_error_message=_("Nobody checks their own identity."),
            ),
            models.CheckConstraint(
                condition=Q(first_reviewer__isnull=True)
                | Q(reviewer__isnull=True)
                | ~Q(status__in=["in_review", "approved"])
                | ~Q(reviewer=F("first_reviewer")),
                name="moderation_kyc_two_people",
                violation_error_message=_("You had the first look. The second one is somebody else's."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["submitted_at"],
                condition=Q(status__in=["submitted", "in_review"]),
                name="moderation_kyc_waiting",
            ),
            models.Index(fields=["person", "-id"], name="moderation_kyc_person"),
            models.Index(fields=["document_hash"], condition=~Q(document_hash=""), name="moderation_kyc_document_hash"),
            models.Index(fields=["expires_at"], condition=Q(status="approved"), name="moderation_kyc_expires"),
            models.Index(fields=["decided_at"], name="moderation_kyc_decided"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.get_status_display()}"

    def is_held_by(self, person_id: UUID, now: datetime) -> bool:
        return self.reviewer_id == person_id and self.claimed_until is not None and self.claimed_until > now

    def is_held_by_another(self, person_id: UUID, now: datetime) -> bool:
        return self.reviewer_id != person_id and self.claimed_until is not None and self.claimed_until > now


class KycDocument(Row):
    """A picture that proves it. The file is closed with `key`, so it is gone for good when this row is."""

    class Side(models.TextChoices):
        FRONT = "front", _("Front of the document")
        BACK = "back", _("Back of the document")
        SELFIE = "selfie", _("You, holding it")

    verification = models.ForeignKey(
        KycVerification, on_delete=models.CASCADE, related_name="documents", verbose_name=_("identity check")
    )
    side = models.CharField(_("side"), max_length=6, choices=Side)
    name = models.CharField(max_length=80, unique=True, editable=False)
    key = EncryptedTextField(editable=False)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.UniqueConstraint(fields=["verification", "side"], name="moderation_kycdocument_one_a_side"),
            models.CheckConstraint(
                condition=Q(side__in=["front", "back", "selfie"]), name="moderation_kycdocument_side_known"
            ),
        ]

    def __str__(self) -> str:
        return self.get_side_display()
