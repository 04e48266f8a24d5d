import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import roastlive.lib.ids
from roastlive.lib.rls.operations import AppendOnly, ForceRowSecurity


class Migration(migrations.Migration):
    """What points are earned by and redeemed for. A redemption is seen by whoever made it, and whoever has to fulfil it."""

    dependencies = [("economy", "0004_gifts"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="LoyaltyReward",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=roastlive.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("title", models.CharField(max_length=60, verbose_name="title")),
                ("description", models.TextField(blank=True, max_length=500, verbose_name="description")),
                (
                    "drawing",
                    models.CharField(
                        choices=[
                            ("ticket", "Ticket"),
                            ("shout", "Megaphone"),
                            ("song", "Record"),
                            ("note", "Letter"),
                            ("badge", "Rosette"),
                            ("call", "Telephone"),
                            ("shirt", "Shirt"),
                            ("box", "Box"),
                        ],
                        default="ticket",
                        max_length=10,
                        verbose_name="drawing",
                    ),
                ),
                ("price", models.BigIntegerField(verbose_name="price in points")),
                ("stock", models.PositiveIntegerField(blank=True, null=True, verbose_name="how many there are")),
                ("taken", models.PositiveIntegerField(default=0, editable=False, verbose_name="taken")),
                (
                    "per_person",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="most for one person"),
                ),
                ("cooldown", models.DurationField(default=datetime.timedelta(0), verbose_name="pause for one person")),
                ("starts_at", models.DateTimeField(blank=True, null=True, verbose_name="from")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                ("question", models.CharField(blank=True, max_length=120, verbose_name="question")),
                ("is_automatic", models.BooleanField(default=False, verbose_name="done by itself")),
                ("retired_at", models.DateTimeField(blank=True, null=True, verbose_name="off the shelf")),
                (
                    "creator",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rewards",
                        to="accounts.creatorprofile",
                        verbose_name="offered by",
                    ),
                ),
            ],
            options={
                "verbose_name": "reward",
                "verbose_name_plural": "rewards",
            },
        ),
        migrations.CreateModel(
            name="LoyaltyRedemption",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=roastlive.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("title", models.CharField(max_length=60, verbose_name="reward then")),
                ("price", models.BigIntegerField(verbose_name="points")),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="their words")),
                (
                    "status",
                    models.CharField(
                        choices=[("pending", "Waiting"), ("fulfilled", "Done"), ("cancelled", "Cancelled")],
                        default="pending",
                        max_length=9,
                        verbose_name="status",
                    ),
                ),
                ("hold_id", models.UUIDField(editable=False, unique=True, verbose_name="hold")),
                ("due_at", models.DateTimeField(verbose_name="waits until")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "offerer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="offered by",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redemptions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "reward",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redemptions",
                        to="economy.loyaltyreward",
                        verbose_name="reward",
                    ),
                ),
            ],
            options={
                "verbose_name": "redemption",
                "verbose_name_plural": "redemptions",
                "permissions": [("fulfil_loyaltyredemption", "Can fulfil and cancel what the house offers")],
            },
        ),
        migrations.CreateModel(
            name="PointAward",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=roastlive.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("rule", models.CharField(max_length=40, verbose_name="for")),
                ("reference", models.CharField(max_length=100, verbose_name="deed")),
                ("points", models.BigIntegerField(verbose_name="points")),
                ("day", models.DateField(verbose_name="day")),
                ("done_at", models.DateTimeField(verbose_name="done")),
                ("transfer_id", models.UUIDField(verbose_name="transfer")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "award",
                "verbose_name_plural": "awards",
            },
        ),
        migrations.AddIndex(
            model_name="loyaltyreward",
            index=models.Index(
                condition=models.Q(("retired_at__isnull", True)), fields=["price"], name="economy_loyaltyreward_shelf"
            ),
        ),
        migrations.AddIndex(
            model_name="loyaltyreward",
            index=models.Index(fields=["creator", "price"], name="economy_loyaltyreward_creator"),
        ),
        migrations.AddConstraint(
            model_name="loyaltyreward",
            constraint=models.CheckConstraint(
                condition=models.Q(("price__gte", 1), ("price__lte", 1000000)),
                name="economy_loyaltyreward_price_bounded",
                violation_error_message="A reward costs between 1 and 1,000,000 points.",
            ),
        ),
        migrations.AddConstraint(
            model_name="loyaltyreward",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stock__isnull", True),
                    models.Q(("stock__gte", models.F("taken")), ("stock__lte", 100000)),
                    _connector="OR",
                ),
                name="economy_loyaltyreward_taken_within_stock",
                violation_error_message="There cannot be fewer than are taken already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="loyaltyreward",
            constraint=models.CheckConstraint(
                condition=models.Q(("per_person__isnull", True), ("per_person__gte", 1), _connector="OR"),
                name="economy_loyaltyreward_per_person_positive",
                violation_error_message="Everybody may have at least one.",
            ),
        ),
        migrations.AddConstraint(
            model_name="loyaltyreward",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cooldown__gte", datetime.timedelta(0)), ("cooldown__lte", datetime.timedelta(days=365))
                ),
                name="economy_loyaltyreward_cooldown_bounded",
                violation_error_message="A pause lasts a year at most.",
            ),
        ),
        migrations.AddConstraint(
            model_name="loyaltyreward",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_at__isnull", True),
                    ("ends_at__isnull", True),
                    ("ends_at__gt", models.F("starts_at")),
                    _connector="OR",
                ),
                name="economy_loyaltyreward_ends_after_start",
                violation_error_message="It has to end after it begins.",
            ),
        ),
        migrations.AddConstraint(
            model_name="loyaltyreward",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("drawing__in", ["ticket", "shout", "song", "note", "badge", "call", "shirt", "box"])
                ),
                name="economy_loyaltyreward_drawing_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="loyaltyreward",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True), name="economy_loyaltyreward_has_title"
            ),
        ),
        migrations.AddIndex(
            model_name="loyaltyredemption",
            index=models.Index(fields=["person", "-id"], name="economy_redemption_person"),
        ),
        migrations.AddIndex(
            model_name="loyaltyredemption",
            index=models.Index(fields=["reward", "person", "-id"], name="economy_redemption_reward"),
        ),
        migrations.AddIndex(
            model_name="loyaltyredemption",
            index=models.Index(fields=["offerer", "-id"], name="economy_redemption_offerer"),
        ),
        migrations.AddIndex(
            model_name="loyaltyredemption",
            index=models.Index(
                condition=models.Q(("status", "pending")), fields=["offerer", "id"], name="economy_redemption_waiting"
            ),
        ),
        migrations.AddIndex(
            model_name="loyaltyredemption",
            index=models.Index(
                condition=models.Q(("status", "pending")), fields=["due_at"], name="economy_redemption_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="loyaltyredemption",
            constraint=models.CheckConstraint(
                condition=models.Q(("price__gte", 1)), name="economy_loyaltyredemption_price_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="loyaltyredemption",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["pending", "fulfilled", "cancelled"])),
                name="economy_loyaltyredemption_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="loyaltyredemption",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("status", "pending")),
                    models.Q(("decided_at__isnull", False), ("status__in", ["fulfilled", "cancelled"])),
                    _connector="OR",
                ),
                name="economy_loyaltyredemption_decision_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="loyaltyredemption",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("offerer__isnull", True), models.Q(("offerer", models.F("person")), _negated=True), _connector="OR"
                ),
                name="economy_loyaltyredemption_from_somebody_else",
                violation_error_message="What you offer is for others.",
            ),
        ),
        migrations.AddIndex(
            model_name="pointaward",
            index=models.Index(fields=["person", "rule", "day"], name="economy_pointaward_day"),
        ),
        migrations.AddIndex(
            model_name="pointaward",
            index=models.Index(fields=["rule", "-done_at"], name="economy_pointaward_latest"),
        ),
        migrations.AddConstraint(
            model_name="pointaward",
            constraint=models.CheckConstraint(
                condition=models.Q(("points__gt", 0)), name="economy_pointaward_points_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="pointaward",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("rule", ""), _negated=True), models.Q(("reference", ""), _negated=True)),
                name="economy_pointaward_names_its_deed",
            ),
        ),
        migrations.AddConstraint(
            model_name="pointaward",
            constraint=models.UniqueConstraint(
                fields=("person", "rule", "reference"), name="economy_pointaward_once_a_deed"
            ),
        ),
        ForceRowSecurity("PointAward", owner="person"),
        AppendOnly("PointAward"),
        ForceRowSecurity("LoyaltyRedemption", condition="person_id = {person} OR offerer_id = {person}"),
    ]
