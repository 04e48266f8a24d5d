import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import roastlive.lib.ids
from roastlive.lib.rls.operations import ForceRowSecurity


class Migration(migrations.Migration):
    """The catalogue, what was given from it, tips, and what somebody was welcomed with."""

    dependencies = [
        ("economy", "0003_holds"),
    ]

    operations = [
        migrations.CreateModel(
            name="GiftType",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=roastlive.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("slug", models.SlugField(max_length=30, unique=True, verbose_name="name in programs")),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                ("drawing", models.SlugField(max_length=30, verbose_name="drawing")),
                (
                    "price",
                    models.BigIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100000),
                        ],
                        verbose_name="price in tokens",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="place in the tray")),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="from level",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="on offer")),
            ],
            options={
                "verbose_name": "kind of gift",
                "verbose_name_plural": "kinds of gifts",
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_active", True)),
                        fields=["position", "price"],
                        name="economy_gifttype_tray",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("price__gte", 1), ("price__lte", 100000)),
                        name="economy_gifttype_price_bounded",
                        violation_error_message="A gift costs between 1 and 100,000 tokens.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level__gte", 1), ("level__lte", 100)),
                        name="economy_gifttype_level_bounded",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Gift",
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
                    "sender",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="gifts_given",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="from",
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="gifts_received",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "creator",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="gifts",
                        to="accounts.creatorprofile",
                        verbose_name="to",
                    ),
                ),
                (
                    "gift_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="gifts",
                        to="economy.gifttype",
                        verbose_name="gift",
                    ),
                ),
                ("quantity", models.PositiveSmallIntegerField(default=1, verbose_name="how many")),
                ("price", models.BigIntegerField(verbose_name="price of one")),
                ("fee", models.BigIntegerField(verbose_name="fee of the house")),
                ("combo_id", models.UUIDField(verbose_name="combo")),
                ("combo_count", models.PositiveIntegerField(verbose_name="in a row")),
                ("subject_kind", models.CharField(blank=True, max_length=20, verbose_name="given during")),
                ("subject_id", models.CharField(blank=True, max_length=64, verbose_name="of which")),
                ("transfer_id", models.UUIDField(unique=True, verbose_name="transfer")),
                (
                    "status",
                    models.CharField(
                        choices=[("completed", "Given"), ("refunded", "Given back")],
                        default="completed",
                        max_length=9,
                        verbose_name="status",
                    ),
                ),
                ("refunded_at", models.DateTimeField(blank=True, null=True, verbose_name="given back on")),
            ],
            options={
                "verbose_name": "gift",
                "verbose_name_plural": "gifts",
                "indexes": [
                    models.Index(fields=["sender", "creator", "gift_type", "-created_at"], name="economy_gift_combo"),
                    models.Index(fields=["sender", "-id"], name="economy_gift_sender"),
                    models.Index(fields=["receiver", "-id"], name="economy_gift_receiver"),
                    models.Index(fields=["creator", "-id"], name="economy_gift_creator"),
                    models.Index(
                        condition=models.Q(("subject_kind", ""), _negated=True),
                        fields=["subject_kind", "subject_id"],
                        name="economy_gift_subject",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gte", 1), ("quantity__lte", 100)),
                        name="economy_gift_quantity_bounded",
                        violation_error_message="Between 1 and 100 at once.",
                    ),
                    models.CheckConstraint(condition=models.Q(("price__gte", 1)), name="economy_gift_price_positive"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("fee__gte", 0),
                            (
                                "fee__lt",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("price"), "*", models.F("quantity")
                                ),
                            ),
                        ),
                        name="economy_gift_fee_within_price",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("combo_count__gte", models.F("quantity"))),
                        name="economy_gift_combo_holds_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sender", models.F("receiver")), _negated=True),
                        name="economy_gift_to_somebody_else",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("refunded_at__isnull", True), ("status", "completed")),
                            models.Q(("refunded_at__isnull", False), ("status", "refunded")),
                            _connector="OR",
                        ),
                        name="economy_gift_status_fits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("subject_id", ""), ("subject_kind", "")),
                            models.Q(
                                models.Q(("subject_kind", ""), _negated=True),
                                models.Q(("subject_id", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="economy_gift_subject_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tip",
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
                    "sender",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tips_given",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="from",
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tips_received",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "creator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tips",
                        to="accounts.creatorprofile",
                        verbose_name="to",
                    ),
                ),
                ("amount", models.BigIntegerField(verbose_name="tokens")),
                ("fee", models.BigIntegerField(verbose_name="fee of the house")),
                ("message", models.CharField(blank=True, max_length=300, verbose_name="message")),
                ("is_message_held", models.BooleanField(default=False, verbose_name="message held back")),
                ("subject_kind", models.CharField(blank=True, max_length=20, verbose_name="given during")),
                ("subject_id", models.CharField(blank=True, max_length=64, verbose_name="of which")),
                ("transfer_id", models.UUIDField(blank=True, null=True, unique=True, verbose_name="transfer")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "Under way"),
                            ("completed", "Given"),
                            ("failed", "Failed"),
                            ("refunded", "Given back"),
                        ],
                        default="completed",
                        max_length=9,
                        verbose_name="status",
                    ),
                ),
                ("refunded_at", models.DateTimeField(blank=True, null=True, verbose_name="given back on")),
            ],
            options={
                "verbose_name": "tip",
                "verbose_name_plural": "tips",
                "indexes": [
                    models.Index(fields=["sender", "-id"], name="economy_tip_sender"),
                    models.Index(fields=["receiver", "-id"], name="economy_tip_receiver"),
                    models.Index(fields=["creator", "-id"], name="economy_tip_creator"),
                    models.Index(fields=["created_at"], name="economy_tip_created_at"),
                    models.Index(
                        condition=models.Q(("subject_kind", ""), _negated=True),
                        fields=["subject_kind", "subject_id"],
                        name="economy_tip_subject",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 1), ("amount__lte", 100000)),
                        name="economy_tip_amount_bounded",
                        violation_error_message="A tip has between 1 and 100,000 tokens.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("fee__gte", 0), ("fee__lt", models.F("amount"))),
                        name="economy_tip_fee_within_amount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sender", models.F("receiver")), _negated=True),
                        name="economy_tip_to_somebody_else",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["pending", "completed", "failed", "refunded"])),
                        name="economy_tip_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("refunded_at__isnull", True),
                                ("status__in", ["pending", "failed"]),
                                ("transfer_id__isnull", True),
                            ),
                            models.Q(
                                ("refunded_at__isnull", True), ("status", "completed"), ("transfer_id__isnull", False)
                            ),
                            models.Q(
                                ("refunded_at__isnull", False), ("status", "refunded"), ("transfer_id__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="economy_tip_status_fits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_message_held", False), models.Q(("message", ""), _negated=True), _connector="OR"
                        ),
                        name="economy_tip_held_has_message",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("subject_id", ""), ("subject_kind", "")),
                            models.Q(
                                models.Q(("subject_kind", ""), _negated=True),
                                models.Q(("subject_id", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="economy_tip_subject_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WelcomeGrant",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=roastlive.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="welcome_grant",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                ("amount", models.BigIntegerField(verbose_name="tokens")),
                ("transfer_id", models.UUIDField(unique=True, verbose_name="transfer")),
            ],
            options={
                "verbose_name": "welcome",
                "verbose_name_plural": "welcomes",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="economy_welcomegrant_amount_positive"
                    )
                ],
            },
        ),
        # Whoever gave and whoever got may see it: each of two people sees what is between them, and nobody else does.
        ForceRowSecurity("Gift", condition="sender_id = {person} OR receiver_id = {person}"),
        ForceRowSecurity("Tip", condition="sender_id = {person} OR receiver_id = {person}"),
        ForceRowSecurity("WelcomeGrant", owner="person"),
    ]
