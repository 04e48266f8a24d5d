import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import roastlive.lib.ids
from roastlive.lib.rls.operations import ForceRowSecurity


class Migration(migrations.Migration):
    """Corrections that two people make. They are the house's business, until the ledger says what came of them."""

    dependencies = [("economy", "0005_loyalty"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Adjustment",
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
                    "act",
                    models.CharField(
                        choices=[("correction", "Correction"), ("reversal", "Reversal")],
                        max_length=10,
                        verbose_name="what",
                    ),
                ),
                (
                    "account",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("wallet", "Wallet"),
                            ("reserved", "Reserved"),
                            ("earnings", "Earnings"),
                            ("issuance", "Issuance"),
                            ("fees", "Fees"),
                            ("escrow", "Escrow"),
                            ("clearing", "Payout clearing"),
                            ("promotions", "Promotions"),
                        ],
                        max_length=16,
                        verbose_name="account",
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        choices=[("token", "Tokens"), ("point", "Points")], max_length=8, verbose_name="unit"
                    ),
                ),
                ("amount", models.BigIntegerField(verbose_name="amount")),
                ("original_id", models.UUIDField(blank=True, null=True, verbose_name="transfer to take back")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Waits for a second person"),
                            ("approved", "Approved"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="requested",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                ("answer", models.CharField(blank=True, max_length=300, verbose_name="answer")),
                ("transfer_id", models.UUIDField(blank=True, null=True, unique=True, verbose_name="transfer")),
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
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked by",
                    ),
                ),
            ],
            options={
                "verbose_name": "adjustment",
                "verbose_name_plural": "adjustments",
                "permissions": [
                    ("approve_adjustment", "Can decide adjustments that others ask for"),
                    ("approve_large_adjustment", "Can approve large adjustments"),
                    ("view_figures", "Can see the figures of the house"),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "requested")), fields=["id"], name="economy_adjustment_waiting"
                    ),
                    models.Index(fields=["person", "-id"], name="economy_adjustment_person"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("account__in", ["wallet", "earnings"]),
                                ("act", "correction"),
                                ("person__isnull", False),
                                ("original_id__isnull", True),
                            ),
                            models.Q(
                                ("account", ""),
                                ("act", "reversal"),
                                ("amount__gt", 0),
                                ("original_id__isnull", False),
                                ("person__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="economy_adjustment_act_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("unit__in", ["token", "point"])), name="economy_adjustment_unit_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("act", "reversal"),
                            models.Q(
                                ("amount__gte", -1000000),
                                ("amount__lte", 1000000),
                                models.Q(("amount", 0), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="economy_adjustment_amount_bounded",
                        violation_error_message="Between 1 and 1,000,000, given or taken.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("account", "earnings"), _negated=True), ("unit", "token"), _connector="OR"
                        ),
                        name="economy_adjustment_earnings_are_tokens",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="economy_adjustment_reason_said"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("state", "requested"),
                                ("transfer_id__isnull", True),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("state", "approved"),
                                ("transfer_id__isnull", False),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("state__in", ["refused", "withdrawn"]),
                                ("transfer_id__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="economy_adjustment_state_fits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["approved", "refused"]), _negated=True),
                            models.Q(("decided_by", models.F("requested_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="economy_adjustment_two_people",
                        violation_error_message="Whoever asks does not decide. Somebody else has to look at it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "withdrawn"), _negated=True),
                            ("decided_by", models.F("requested_by")),
                            _connector="OR",
                        ),
                        name="economy_adjustment_withdrawn_by_asker",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("person__isnull", True),
                            models.Q(
                                models.Q(("person", models.F("requested_by")), _negated=True),
                                models.Q(
                                    models.Q(("state", "approved"), _negated=True),
                                    models.Q(("person", models.F("decided_by")), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="economy_adjustment_nobody_their_own",
                        violation_error_message="Nobody corrects their own account.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "requested")),
                        fields=("original_id",),
                        name="economy_adjustment_one_open_reversal",
                        violation_error_message="Somebody has asked for this already.",
                    ),
                ],
            },
        ),
        ForceRowSecurity("Adjustment", owner="person"),
    ]
