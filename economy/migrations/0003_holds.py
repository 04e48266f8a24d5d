from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import roastlive.lib.ids
from economy.sql import script
from roastlive.lib.rls import ForceRowSecurity
from roastlive.lib.rls.operations import ReadOnly

tables = import_module("economy.migrations.0001_ledger")
ACCOUNT_KINDS, TRANSFER_KINDS, UNITS = tables.ACCOUNT_KINDS, tables.TRANSFER_KINDS, tables.UNITS
STATES = [("active", "Active"), ("captured", "Used"), ("voided", "Given back"), ("expired", "Expired")]


class Migration(migrations.Migration):
    dependencies = [("economy", "0002_ledger_functions")]

    operations = [
        migrations.CreateModel(
            name="Hold",
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
                    "unit",
                    models.CharField(choices=UNITS, max_length=8, verbose_name="unit"),
                ),
                ("amount", models.BigIntegerField(verbose_name="amount")),
                ("captured", models.BigIntegerField(default=0, verbose_name="used")),
                ("purpose", models.CharField(max_length=40, verbose_name="purpose")),
                ("reference", models.CharField(blank=True, max_length=100, verbose_name="reference")),
                (
                    "state",
                    models.CharField(choices=STATES, default="active", max_length=8, verbose_name="state"),
                ),
                ("expires_at", models.DateTimeField(verbose_name="expires")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                ("opened_by_id", models.UUIDField(unique=True, verbose_name="reserved by")),
                ("closed_by_id", models.UUIDField(blank=True, null=True, unique=True, verbose_name="closed by")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "hold",
                "verbose_name_plural": "holds",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(amount__gt=0), name="economy_hold_amount_positive"),
                    models.CheckConstraint(
                        condition=models.Q(captured__gte=0) & models.Q(captured__lte=models.F("amount")),
                        name="economy_hold_captured_within_amount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(unit__in=["token", "point"]), name="economy_hold_unit_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(state__in=["active", "captured", "voided", "expired"]),
                        name="economy_hold_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            state="active", captured=0, closed_at__isnull=True, closed_by_id__isnull=True
                        )
                        | models.Q(
                            state="captured", captured__gt=0, closed_at__isnull=False, closed_by_id__isnull=False
                        )
                        | models.Q(
                            state__in=["voided", "expired"],
                            captured=0,
                            closed_at__isnull=False,
                            closed_by_id__isnull=False,
                        ),
                        name="economy_hold_state_fits",
                    ),
                ],
                "indexes": [
                    models.Index(condition=models.Q(state="active"), fields=["expires_at"], name="economy_hold_due"),
                    models.Index(condition=~models.Q(reference=""), fields=["reference"], name="economy_hold_cause"),
                ],
            },
        ),
        migrations.RunSQL(script("holds.sql"), script("holds_undo.sql")),
        migrations.RunSQL(script("views.sql"), script("views_undo.sql")),
        migrations.CreateModel(
            name="Wallet",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="wallet",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                ("available", models.BigIntegerField(verbose_name="available")),
                ("reserved", models.BigIntegerField(verbose_name="reserved")),
                ("tokens_per_dollar", models.IntegerField(verbose_name="tokens for a dollar")),
            ],
            options={
                "managed": False,
                "db_table": "economy_wallet",
                "verbose_name": "wallet",
                "verbose_name_plural": "wallets",
            },
        ),
        migrations.CreateModel(
            name="Transaction",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(verbose_name="when")),
                ("transfer_id", models.UUIDField(verbose_name="transfer")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="transactions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                ("account_kind", models.CharField(choices=ACCOUNT_KINDS, max_length=16, verbose_name="account")),
                ("kind", models.CharField(choices=TRANSFER_KINDS, max_length=16, verbose_name="kind")),
                ("unit", models.CharField(choices=UNITS, max_length=8, verbose_name="unit")),
                ("amount", models.BigIntegerField(verbose_name="amount")),
                ("gross_amount", models.BigIntegerField(verbose_name="amount of the transfer")),
                ("platform_fee", models.BigIntegerField(verbose_name="fee")),
                ("net_amount", models.BigIntegerField(verbose_name="amount after the fee")),
                ("reference", models.CharField(max_length=100, verbose_name="reference")),
                ("balance_after", models.BigIntegerField(verbose_name="balance after")),
            ],
            options={
                "managed": False,
                "db_table": "economy_transactions",
                "verbose_name": "transaction",
                "verbose_name_plural": "transactions",
            },
        ),
        ForceRowSecurity("Hold", owner="person"),
        ReadOnly("Hold"),
    ]
