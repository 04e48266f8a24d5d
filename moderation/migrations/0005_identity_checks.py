import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.querysets
import roastlive.lib.crypto.fields
import roastlive.lib.ids
from roastlive.lib.rls.operations import ForceRowSecurity


class Migration(migrations.Migration):
    """What somebody proves their identity with is theirs: a query that forgets to say whose, finds nothing."""

    dependencies = [
        ("accounts", "0004_pending_registrations"),
        ("moderation", "0004_cases"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="KycVerification",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=roastlive.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Being filled in"),
                            ("submitted", "Waiting"),
                            ("in_review", "Being looked at"),
                            ("approved", "Approved"),
                            ("rejected", "Rejected"),
                            ("expired", "Expired"),
                        ],
                        default="draft",
                        max_length=9,
                        verbose_name="status",
                    ),
                ),
                ("details", roastlive.lib.crypto.fields.EncryptedJSONField(null=True, verbose_name="what they said")),
                ("document_hash", models.CharField(blank=True, editable=False, max_length=64)),
                ("score", models.PositiveSmallIntegerField(null=True, verbose_name="score")),
                ("signals", models.JSONField(blank=True, default=dict, verbose_name="signals")),
                ("submitted_at", models.DateTimeField(null=True, verbose_name="sent")),
                ("claimed_until", models.DateTimeField(null=True, verbose_name="taken until")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided")),
                (
                    "refusal",
                    models.CharField(
                        blank=True,
                        choices=[
                            (
                                "unreadable",
                                "The pictures cannot be read. Take them again, in good light and without glare.",
                            ),
                            ("mismatch", "What you typed is not what the document says. Correct it."),
                            ("over", "The document is no longer valid. Use another one."),
                            (
                                "wrong_document",
                                "We cannot take this kind of document. Use a passport or an identity card.",
                            ),
                            ("face", "We cannot tell that the selfie shows the person in the document. Take it again."),
                            ("used", "This document belongs to another account here."),
                            ("under_age", "The document says that you are too young for this house."),
                            ("other", "Something else was wrong. The note says what."),
                        ],
                        max_length=14,
                        verbose_name="reason",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("expires_at", models.DateTimeField(null=True, verbose_name="counts until")),
                ("warned_at", models.DateTimeField(null=True, verbose_name="told that it ends")),
                (
                    "first_reviewer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="first look by",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="looked at by",
                    ),
                ),
            ],
            options={
                "verbose_name": "identity check",
                "verbose_name_plural": "identity checks",
                "permissions": [("review_kycverification", "Can see documents and decide identity checks")],
            },
        ),
        migrations.CreateModel(
            name="KycDocument",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=roastlive.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "side",
                    models.CharField(
                        choices=[
                            ("front", "Front of the document"),
                            ("back", "Back of the document"),
                            ("selfie", "You, holding it"),
                        ],
                        max_length=6,
                        verbose_name="side",
                    ),
                ),
                ("name", models.CharField(editable=False, max_length=80, unique=True)),
                ("key", roastlive.lib.crypto.fields.EncryptedTextField(editable=False)),
                (
                    "verification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="documents",
                        to="moderation.kycverification",
                        verbose_name="identity check",
                    ),
                ),
            ],
            options={
                "verbose_name": "document",
                "verbose_name_plural": "documents",
            },
        ),
        migrations.AddIndex(
            model_name="kycverification",
            index=models.Index(
                condition=models.Q(("status__in", ["submitted", "in_review"])),
                fields=["submitted_at"],
                name="moderation_kyc_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="kycverification",
            index=models.Index(fields=["person", "-id"], name="moderation_kyc_person"),
        ),
        migrations.AddIndex(
            model_name="kycverification",
            index=models.Index(
                condition=models.Q(("document_hash", ""), _negated=True),
                fields=["document_hash"],
                name="moderation_kyc_document_hash",
            ),
        ),
        migrations.AddIndex(
            model_name="kycverification",
            index=models.Index(
                condition=models.Q(("status", "approved")), fields=["expires_at"], name="moderation_kyc_expires"
            ),
        ),
        migrations.AddIndex(
            model_name="kycverification",
            index=models.Index(fields=["decided_at"], name="moderation_kyc_decided"),
        ),
        migrations.AddConstraint(
            model_name="kycverification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["draft", "submitted", "in_review", "approved", "rejected", "expired"])
                ),
                name="moderation_kyc_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="kycverification",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["draft", "submitted", "in_review"])),
                fields=("person",),
                name="moderation_kyc_one_open",
                violation_error_message="You have an identity check under way already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="kycverification",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "approved")), fields=("person",), name="moderation_kyc_one_approved"
            ),
        ),
        migrations.AddConstraint(
            model_name="kycverification",
            constraint=models.CheckConstraint(
                condition=models.Q(("score__isnull", True), ("score__lte", 100), _connector="OR"),
                name="moderation_kyc_score_of_a_hundred",
            ),
        ),
        migrations.AddConstraint(
            model_name="kycverification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "draft"), ("submitted_at__isnull", True)),
                    models.Q(
                        ("score__isnull", False),
                        ("submitted_at__isnull", False),
                        models.Q(("status", "draft"), _negated=True),
                        models.Q(("document_hash", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="moderation_kyc_submission_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="kycverification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("claimed_until__isnull", True),
                        ("reviewer__isnull", True),
                        ("status__in", ["draft", "submitted"]),
                    ),
                    models.Q(("claimed_until__isnull", False), ("reviewer__isnull", False), ("status", "in_review")),
                    models.Q(
                        ("claimed_until__isnull", True),
                        ("reviewer__isnull", False),
                        ("status__in", ["approved", "rejected", "expired"]),
                    ),
                    _connector="OR",
                ),
                name="moderation_kyc_review_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="kycverification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", True),
                        ("expires_at__isnull", True),
                        ("status__in", ["draft", "submitted", "in_review"]),
                    ),
                    models.Q(("decided_at__isnull", False), ("expires_at__isnull", True), ("status", "rejected")),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("expires_at__gt", models.F("decided_at")),
                        ("status__in", ["approved", "expired"]),
                    ),
                    _connector="OR",
                ),
                name="moderation_kyc_decision_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="kycverification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "rejected"), models.Q(("refusal", ""), _negated=True)),
                    models.Q(models.Q(("status", "rejected"), _negated=True), ("note", ""), ("refusal", "")),
                    _connector="OR",
                ),
                name="moderation_kyc_refusal_said",
                violation_error_message="Say why.",
            ),
        ),
        migrations.AddConstraint(
            model_name="kycverification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("reviewer__isnull", True),
                        models.Q(("reviewer", models.F("person")), _negated=True),
                        _connector="OR",
                    ),
                    models.Q(
                        ("first_reviewer__isnull", True),
                        models.Q(("first_reviewer", models.F("person")), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="moderation_kyc_nobody_their_own",
                violation_error_message="Nobody checks their own identity.",
            ),
        ),
        migrations.AddConstraint(
            model_name="kycverification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("first_reviewer__isnull", True),
                    ("reviewer__isnull", True),
                    models.Q(("status__in", ["in_review", "approved"]), _negated=True),
                    models.Q(("reviewer", models.F("first_reviewer")), _negated=True),
                    _connector="OR",
                ),
                name="moderation_kyc_two_people",
                violation_error_message="You had the first look. The second one is somebody else's.",
            ),
        ),
        migrations.AddConstraint(
            model_name="kycdocument",
            constraint=models.UniqueConstraint(
                fields=("verification", "side"), name="moderation_kycdocument_one_a_side"
            ),
        ),
        migrations.AddConstraint(
            model_name="kycdocument",
            constraint=models.CheckConstraint(
                condition=models.Q(("side__in", ["front", "back", "selfie"])), name="moderation_kycdocument_side_known"
            ),
        ),
        migrations.CreateModel(
            name="StaffMember",
            fields=[],
            options={
                "verbose_name": "member of staff",
                "verbose_name_plural": "staff",
                "proxy": True,
                "default_permissions": ("view",),
                "indexes": [],
                "constraints": [],
            },
            bases=("accounts.user",),
            managers=[
                ("objects", accounts.querysets.UserManager()),
                ("everyone", accounts.querysets.EveryUserManager()),
            ],
        ),
        ForceRowSecurity("KycVerification", owner="person"),
        # The inner table is protected by itself, so this is asked in the name of the same person.
        ForceRowSecurity(
            "KycDocument",
            condition="EXISTS (SELECT FROM moderation_kycverification AS its"
            " WHERE its.id = verification_id AND its.person_id = {person})",
        ),
    ]
