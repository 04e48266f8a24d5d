import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import roastlive.lib.ids


class Migration(migrations.Migration):
    dependencies = [("moderation", "0002_audit"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="UserSanction",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("warning", "Warning"),
                            ("mute", "Mute"),
                            ("timeout", "Timeout"),
                            ("suspension", "Suspension"),
                            ("ban", "Ban"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[("platform", "The whole house"), ("channel", "One channel")],
                        max_length=8,
                        verbose_name="scope",
                    ),
                ),
                ("category", models.CharField(blank=True, max_length=40, verbose_name="category")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("note", models.TextField(blank=True, verbose_name="internal note")),
                ("starts_at", models.DateTimeField(verbose_name="from")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                ("lifted_at", models.DateTimeField(blank=True, null=True, verbose_name="lifted")),
                ("lift_reason", models.CharField(blank=True, max_length=300, verbose_name="why it was lifted")),
                ("over_told_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "channel",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="sanctions",
                        to="accounts.creatorprofile",
                        verbose_name="channel",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="issued by",
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="lifted by",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sanctions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "sanction",
                "verbose_name_plural": "sanctions",
                "permissions": [
                    ("issue_usersanction", "Can warn, mute and time out"),
                    ("issue_grave_usersanction", "Can suspend and ban"),
                    ("lift_usersanction", "Can lift sanctions"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=roastlive.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("words", models.TextField(max_length=2000, verbose_name="their words")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Waiting for an answer"),
                            ("upheld", "Granted: the sanction was lifted"),
                            ("rejected", "Turned down: the sanction stands"),
                        ],
                        default="open",
                        max_length=8,
                        verbose_name="status",
                    ),
                ),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                ("answer", models.CharField(blank=True, max_length=300, verbose_name="answer")),
                (
                    "against",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="against",
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="answered by",
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
                    "sanction",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeal",
                        to="moderation.usersanction",
                        verbose_name="sanction",
                    ),
                ),
            ],
            options={
                "verbose_name": "appeal",
                "verbose_name_plural": "appeals",
                "permissions": [("answer_appeal", "Can answer appeals")],
            },
        ),
        migrations.CreateModel(
            name="EvasionSignal",
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
                    "reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("address", "the same network"),
                                ("device", "the same kind of device"),
                                ("email", "the same mailbox"),
                            ],
                            max_length=7,
                        ),
                        size=None,
                        verbose_name="they share",
                    ),
                ),
                ("strength", models.PositiveSmallIntegerField(verbose_name="strength")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "Nobody has looked yet"),
                            ("confirmed", "The same person"),
                            ("dismissed", "Somebody else"),
                        ],
                        default="pending",
                        max_length=9,
                        verbose_name="status",
                    ),
                ),
                ("expires_at", models.DateTimeField(verbose_name="forgotten")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "resembles",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="resembles",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="looked at by",
                    ),
                ),
            ],
            options={
                "verbose_name": "evasion signal",
                "verbose_name_plural": "evasion signals",
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "pending")),
                        fields=["-strength", "created_at"],
                        name="moderation_evasion_waiting",
                    ),
                    models.Index(fields=["expires_at"], name="moderation_evasion_expires"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "resembles"), name="moderation_evasionsignal_unique"),
                    models.CheckConstraint(
                        condition=models.Q(("strength__gte", 1), ("strength__lte", 100)),
                        name="moderation_evasionsignal_strength_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("person", models.F("resembles")), _negated=True),
                        name="moderation_evasionsignal_two_accounts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["pending", "confirmed", "dismissed"])),
                        name="moderation_evasionsignal_status_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SafewordTrigger",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=roastlive.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("where_kind", models.CharField(max_length=40, verbose_name="where")),
                ("where_id", models.UUIDField(verbose_name="which")),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("button", "Button"),
                            ("chat", "Said in chat"),
                            ("hotkey", "Key"),
                            ("delegate", "By a delegate"),
                        ],
                        max_length=8,
                        verbose_name="how",
                    ),
                ),
                ("frozen", models.JSONField(default=dict, verbose_name="frozen")),
                ("resolved_at", models.DateTimeField(blank=True, null=True, verbose_name="went on")),
                ("outcome", models.CharField(blank=True, max_length=300, verbose_name="how it ended")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="said by",
                    ),
                ),
                (
                    "performer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="safewords",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="for",
                    ),
                ),
                (
                    "resolved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="resumed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "safeword",
                "verbose_name_plural": "safewords",
                "indexes": [
                    models.Index(fields=["performer", "-created_at"], name="moderation_safeword_performer"),
                    models.Index(fields=["-created_at"], name="moderation_safeword_newest"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("resolved_at__isnull", True)),
                        fields=("where_kind", "where_id"),
                        name="moderation_safeword_one_open_a_place",
                        violation_error_message="Everything stands still already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("how__in", ["button", "chat", "hotkey", "delegate"])),
                        name="moderation_safeword_how_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", ""), ("resolved_at__isnull", True), ("resolved_by__isnull", True)),
                            ("resolved_at__gte", models.F("created_at")),
                            _connector="OR",
                        ),
                        name="moderation_safeword_resolution_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ShutOutTrace",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=roastlive.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("address", "the same network"),
                            ("device", "the same kind of device"),
                            ("email", "the same mailbox"),
                        ],
                        max_length=7,
                    ),
                ),
                ("hash", models.CharField(max_length=64)),
                ("expires_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "trace",
                "verbose_name_plural": "traces",
                "indexes": [
                    models.Index(fields=["kind", "hash"], name="moderation_trace_hash"),
                    models.Index(fields=["expires_at"], name="moderation_trace_expires"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "kind", "hash"), name="moderation_shutouttrace_unique"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["address", "device", "email"])),
                        name="moderation_shutouttrace_kind_known",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="usersanction",
            index=models.Index(fields=["person", "-starts_at"], name="moderation_sanction_person"),
        ),
        migrations.AddIndex(
            model_name="usersanction",
            index=models.Index(
                condition=models.Q(
                    ("ends_at__isnull", False), ("lifted_at__isnull", True), ("over_told_at__isnull", True)
                ),
                fields=["ends_at"],
                name="moderation_sanction_ending",
            ),
        ),
        migrations.AddIndex(
            model_name="usersanction",
            index=models.Index(fields=["-created_at"], name="moderation_sanction_newest"),
        ),
        migrations.AddConstraint(
            model_name="usersanction",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["warning", "mute", "timeout", "suspension", "ban"])),
                name="moderation_usersanction_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="usersanction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("scope", "channel"), models.Q(("channel__isnull", True), ("scope", "platform")), _connector="OR"
                ),
                name="moderation_usersanction_scope_fits_channel",
            ),
        ),
        migrations.AddConstraint(
            model_name="usersanction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ends_at__isnull", True), ("kind__in", ["warning", "ban"])),
                    models.Q(("ends_at__isnull", False), ("kind__in", ["mute", "timeout", "suspension"])),
                    _connector="OR",
                ),
                name="moderation_usersanction_end_fits_kind",
                violation_error_message="A warning or a ban has no end; everything else has one.",
            ),
        ),
        migrations.AddConstraint(
            model_name="usersanction",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__isnull", True), ("ends_at__gt", models.F("starts_at")), _connector="OR"),
                name="moderation_usersanction_ends_after_it_starts",
                violation_error_message="It has to end after it starts.",
            ),
        ),
        migrations.AddConstraint(
            model_name="usersanction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lift_reason", ""), ("lifted_at__isnull", True), ("lifted_by__isnull", True)),
                    models.Q(
                        ("lifted_at__isnull", False),
                        ("lifted_by__isnull", False),
                        models.Q(("lift_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="moderation_usersanction_lift_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="usersanction",
            constraint=models.CheckConstraint(
                condition=models.Q(("issued_by", models.F("person")), _negated=True),
                name="moderation_usersanction_nobody_their_own",
                violation_error_message="Nobody sanctions themselves.",
            ),
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(
                condition=models.Q(("status", "open")), fields=["due_at"], name="moderation_appeal_waiting"
            ),
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(fields=["person"], name="moderation_appeal_person"),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answer", ""), ("answered_at__isnull", True), ("answered_by__isnull", True), ("status", "open")
                    ),
                    models.Q(
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                        ("status__in", ["upheld", "rejected"]),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="moderation_appeal_answer_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("answered_by__isnull", True),
                    models.Q(
                        models.Q(("answered_by", models.F("against")), _negated=True),
                        models.Q(("answered_by", models.F("person")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="moderation_appeal_another_judge",
                violation_error_message="Somebody else has to answer this: it is about a decision of yours.",
            ),
        ),
    ]
