import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import roastlive.lib.ids


class Migration(migrations.Migration):
    """What is said against something, the case that gathers it, and every decision."""

    dependencies = [("moderation", "0003_sanctions")]

    operations = [
        migrations.CreateModel(
            name="ReviewCase",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=roastlive.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("subject_kind", models.CharField(max_length=40, verbose_name="kind")),
                ("subject_id", models.UUIDField(verbose_name="subject")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "Open"), ("decided", "Decided")],
                        default="open",
                        max_length=7,
                        verbose_name="status",
                    ),
                ),
                (
                    "priority",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Urgent"), (2, "High"), (3, "Normal"), (4, "Low")],
                        default=4,
                        verbose_name="priority",
                    ),
                ),
                ("category", models.CharField(max_length=40, verbose_name="category")),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("claimed_at", models.DateTimeField(null=True, verbose_name="claimed")),
                ("claimed_until", models.DateTimeField(null=True, verbose_name="claimed until")),
                ("escalated_at", models.DateTimeField(null=True, verbose_name="escalated")),
                ("escalation", models.CharField(blank=True, max_length=300, verbose_name="why it was escalated")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("dismiss", "Dismiss"),
                            ("warn", "Warn"),
                            ("mute", "Mute"),
                            ("timeout", "Time out"),
                            ("suspend", "Suspend"),
                            ("ban", "Ban"),
                            ("hide", "Hide"),
                            ("restore", "Restore"),
                            ("stop", "Stop"),
                        ],
                        max_length=8,
                        verbose_name="outcome",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided")),
                (
                    "assignee",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="claimed by",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "escalated_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="escalated by",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="about",
                    ),
                ),
            ],
            options={
                "verbose_name": "case",
                "verbose_name_plural": "cases",
                "permissions": [
                    ("decide_reviewcase", "Can claim and decide cases"),
                    ("decide_escalated_reviewcase", "Can decide cases that were escalated"),
                    ("see_moderation_statistics", "Can see how the desk is doing"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=roastlive.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("subject_kind", models.CharField(max_length=40, verbose_name="kind")),
                ("subject_id", models.UUIDField(verbose_name="subject")),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("harassment", "Harassment"),
                            ("spam", "Spam"),
                            ("inappropriate_content", "Not fit to be shown"),
                            ("copyright", "Copyright"),
                            ("other", "Something else"),
                        ],
                        max_length=21,
                        verbose_name="type",
                    ),
                ),
                ("words", models.TextField(blank=True, max_length=1000, verbose_name="in their words")),
                ("snapshot", models.JSONField(default=dict, verbose_name="what they saw")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "Waiting"),
                            ("reviewing", "Being looked at"),
                            ("resolved", "Acted upon"),
                            ("dismissed", "Left as it is"),
                        ],
                        default="pending",
                        max_length=9,
                        verbose_name="status",
                    ),
                ),
                ("reviewed_at", models.DateTimeField(null=True, verbose_name="reviewed")),
                ("notes", models.CharField(blank=True, max_length=300, verbose_name="notes")),
                (
                    "reported_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="about",
                    ),
                ),
                (
                    "reporter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reported by",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reviewed by",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="moderation.reviewcase",
                        verbose_name="case",
                    ),
                ),
            ],
            options={
                "verbose_name": "report",
                "verbose_name_plural": "reports",
            },
        ),
        migrations.CreateModel(
            name="ModerationFlag",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=roastlive.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("subject_kind", models.CharField(max_length=40, verbose_name="kind")),
                ("subject_id", models.UUIDField(verbose_name="subject")),
                ("category", models.CharField(max_length=40, verbose_name="category")),
                ("confidence", models.FloatField(verbose_name="confidence")),
                ("reasons", models.JSONField(default=list, verbose_name="reasons")),
                ("model_version", models.CharField(max_length=60, verbose_name="decided by version")),
                ("snapshot", models.JSONField(default=dict, verbose_name="what it saw")),
                (
                    "status",
                    models.CharField(
                        choices=[("pending", "Waiting"), ("upheld", "Upheld"), ("dismissed", "Dismissed")],
                        default="pending",
                        max_length=9,
                        verbose_name="status",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="about",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="flags",
                        to="moderation.reviewcase",
                        verbose_name="case",
                    ),
                ),
            ],
            options={
                "verbose_name": "flag",
                "verbose_name_plural": "flags",
            },
        ),
        migrations.CreateModel(
            name="ModerationAction",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=roastlive.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("subject_kind", models.CharField(max_length=40, verbose_name="kind")),
                ("subject_id", models.UUIDField(verbose_name="subject")),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("allow", "let through"),
                            ("hold", "held back"),
                            ("block", "not let through"),
                            ("dismiss", "left as it is"),
                            ("warn", "warned"),
                            ("mute", "muted"),
                            ("timeout", "timed out"),
                            ("suspend", "suspended"),
                            ("ban", "banned"),
                            ("hide", "hidden"),
                            ("restore", "restored"),
                            ("stop", "stopped"),
                            ("escalate", "escalated"),
                            ("undo", "taken back"),
                        ],
                        max_length=8,
                        verbose_name="action",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("category", models.CharField(blank=True, max_length=40, verbose_name="category")),
                ("confidence", models.FloatField(null=True, verbose_name="confidence")),
                ("model_version", models.CharField(blank=True, max_length=60, verbose_name="decided by version")),
                ("kept", models.JSONField(blank=True, default=dict, verbose_name="kept")),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "overridden_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="overrides",
                        to="moderation.moderationaction",
                        verbose_name="overridden by",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="about",
                    ),
                ),
                (
                    "sanction",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="moderation.usersanction",
                        verbose_name="sanction",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="moderation.reviewcase",
                        verbose_name="case",
                    ),
                ),
            ],
            options={
                "verbose_name": "decision",
                "verbose_name_plural": "decisions",
            },
        ),
        migrations.AddIndex(
            model_name="reviewcase",
            index=models.Index(fields=["status", "priority", "due_at"], name="moderation_case_queue"),
        ),
        migrations.AddIndex(
            model_name="reviewcase",
            index=models.Index(fields=["subject_kind", "subject_id"], name="moderation_case_subject"),
        ),
        migrations.AddIndex(
            model_name="reviewcase",
            index=models.Index(fields=["decided_at"], name="moderation_case_decided"),
        ),
        migrations.AddConstraint(
            model_name="reviewcase",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "open")),
                fields=("subject_kind", "subject_id"),
                name="moderation_case_one_open_a_subject",
                violation_error_message="There is an open case about this already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewcase",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["open", "decided"])), name="moderation_case_status_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewcase",
            constraint=models.CheckConstraint(
                condition=models.Q(("priority__gte", 1), ("priority__lte", 4)), name="moderation_case_priority_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("assignee__isnull", True), ("claimed_at__isnull", True), ("claimed_until__isnull", True)),
                    models.Q(
                        ("assignee__isnull", False),
                        ("claimed_at__isnull", False),
                        ("claimed_until__gt", models.F("claimed_at")),
                    ),
                    _connector="OR",
                ),
                name="moderation_case_claim_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("escalated_at__isnull", True), ("escalated_by__isnull", True), ("escalation", "")),
                    models.Q(
                        ("escalated_at__isnull", False),
                        ("escalated_by__isnull", False),
                        models.Q(("escalation", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="moderation_case_escalation_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", True), ("decided_by__isnull", True), ("outcome", ""), ("status", "open")
                    ),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("status", "decided"),
                        models.Q(("outcome", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="moderation_case_decision_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("person__isnull", True),
                    models.Q(
                        models.Q(
                            ("assignee__isnull", True),
                            models.Q(("assignee", models.F("person")), _negated=True),
                            _connector="OR",
                        ),
                        models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("person")), _negated=True),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="moderation_case_nobody_their_own",
                violation_error_message="Nobody judges a case about themselves.",
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(fields=["subject_kind", "subject_id"], name="moderation_report_subject"),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(fields=["status", "created_at"], name="moderation_report_status"),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(fields=["created_at"], name="moderation_report_created"),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["pending", "reviewing"])),
                fields=("reporter", "subject_kind", "subject_id"),
                name="moderation_report_one_open",
                violation_error_code="already_reported",
                violation_error_message="You have reported this already. Somebody will look at it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(("type__in", ["harassment", "spam", "inappropriate_content", "copyright", "other"])),
                name="moderation_report_type_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["pending", "reviewing", "resolved", "dismissed"])),
                name="moderation_report_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reported_user__isnull", True),
                    models.Q(("reporter", models.F("reported_user")), _negated=True),
                    _connector="OR",
                ),
                name="moderation_report_somebody_else",
                violation_error_message="You cannot report yourself.",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reviewed_at__isnull", True), ("status__in", ["pending", "reviewing"])),
                    models.Q(("reviewed_at__isnull", False), ("status__in", ["resolved", "dismissed"])),
                    _connector="OR",
                ),
                name="moderation_report_reviewed_whole",
            ),
        ),
        migrations.AddIndex(
            model_name="moderationflag",
            index=models.Index(fields=["subject_kind", "subject_id"], name="moderation_flag_subject"),
        ),
        migrations.AddIndex(
            model_name="moderationflag",
            index=models.Index(fields=["status", "created_at"], name="moderation_flag_status"),
        ),
        migrations.AddConstraint(
            model_name="moderationflag",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["pending", "upheld", "dismissed"])),
                name="moderation_flag_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="moderationflag",
            constraint=models.CheckConstraint(
                condition=models.Q(("confidence__gte", 0), ("confidence__lte", 1)),
                name="moderation_flag_confidence_a_share",
            ),
        ),
        migrations.AddIndex(
            model_name="moderationaction",
            index=models.Index(fields=["subject_kind", "subject_id"], name="moderation_action_subject"),
        ),
        migrations.AddIndex(
            model_name="moderationaction",
            index=models.Index(fields=["created_at"], name="moderation_action_created"),
        ),
        migrations.AddConstraint(
            model_name="moderationaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "action__in",
                        [
                            "allow",
                            "hold",
                            "block",
                            "dismiss",
                            "warn",
                            "mute",
                            "timeout",
                            "suspend",
                            "ban",
                            "hide",
                            "restore",
                            "stop",
                            "escalate",
                            "undo",
                        ],
                    )
                ),
                name="moderation_action_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="moderationaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("action__in", ["allow", "hold", "block"]),
                        ("actor__isnull", True),
                        models.Q(("model_version", ""), _negated=True),
                    ),
                    models.Q(
                        ("actor__isnull", False),
                        ("model_version", ""),
                        models.Q(("action__in", ["allow", "hold", "block"]), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="moderation_action_somebody_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="moderationaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confidence__isnull", True),
                    models.Q(("confidence__gte", 0), ("confidence__lte", 1)),
                    _connector="OR",
                ),
                name="moderation_action_confidence_a_share",
            ),
        ),
        migrations.AddConstraint(
            model_name="moderationaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("overridden_by__isnull", True),
                    models.Q(("overridden_by", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="moderation_action_overridden_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="moderationaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("person__isnull", True),
                    ("actor__isnull", True),
                    models.Q(("actor", models.F("person")), _negated=True),
                    _connector="OR",
                ),
                name="moderation_action_nobody_their_own",
                violation_error_message="Nobody judges a case about themselves.",
            ),
        ),
    ]
