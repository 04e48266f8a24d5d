import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import roastlive.lib.ids
from roastlive.lib.partitions.operations import CreatePartitionedModel

ACCOUNT_KINDS = [
    ("wallet", "Wallet"),
    ("reserved", "Reserved"),
    ("earnings", "Earnings"),
    ("issuance", "Issuance"),
    ("fees", "Fees"),
    ("escrow", "Escrow"),
    ("clearing", "Payout clearing"),
    ("promotions", "Promotions"),
]
TRANSFER_KINDS = [
    ("purchase", "Tokens bought"),
    ("refund", "Refund"),
    ("dispute", "Dispute"),
    ("gift", "Gift"),
    ("tip", "Tip"),
    ("subscription", "Subscription"),
    ("ticket", "Ticket"),
    ("goal", "Contribution to a goal"),
    ("entry_fee", "Entry fee"),
    ("prize", "Prize"),
    ("payout", "Payout"),
    ("promotion", "From the house"),
    ("reward", "Points earned"),
    ("redemption", "Points redeemed"),
    ("expiry", "Points expired"),
    ("adjustment", "Adjustment"),
    ("reserve", "Reserved"),
    ("capture", "Reservation used"),
    ("release", "Reservation given back"),
    ("reversal", "Reversal"),
]
UNITS = [("token", "Tokens"), ("point", "Points")]


class Migration(migrations.Migration):
    initial = True

    dependencies = [("accounts", "0004_pending_registrations"), ("kernel", "0002_idempotency_keys")]

    operations = [
        migrations.CreateModel(
            name="LedgerAccount",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=roastlive.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("unit", models.CharField(choices=UNITS, max_length=8, verbose_name="unit")),
                ("kind", models.CharField(choices=ACCOUNT_KINDS, max_length=16, verbose_name="kind")),
                ("balance", models.BigIntegerField(default=0, verbose_name="balance")),
                ("entry_count", models.BigIntegerField(default=0, verbose_name="entries")),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ledger_accounts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
            ],
            options={
                "verbose_name": "account",
                "verbose_name_plural": "accounts",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(balance__gte=0)
                        | models.Q(kind__in=["issuance", "fees", "clearing", "promotions"]),
                        name="economy_ledgeraccount_not_below_zero",
                        violation_error_code="insufficient_funds",
                        violation_error_message="The balance does not cover that.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(balance__range=(-(10**18), 10**18)),
                        name="economy_ledgeraccount_balance_bounded",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(unit__in=["token", "point"]), name="economy_ledgeraccount_unit_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(kind__in=[kind for kind, _name in ACCOUNT_KINDS]),
                        name="economy_ledgeraccount_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(owner__isnull=False, kind__in=["wallet", "reserved", "earnings"])
                        | models.Q(
                            owner__isnull=True, kind__in=["issuance", "fees", "escrow", "clearing", "promotions"]
                        ),
                        name="economy_ledgeraccount_owner_fits_kind",
                    ),
                    models.UniqueConstraint(
                        fields=("owner", "unit", "kind"),
                        nulls_distinct=False,
                        name="economy_ledgeraccount_one_of_each",
                    ),
                ],
            },
        ),
        CreatePartitionedModel(
            name="LedgerTransfer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=roastlive.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("kind", models.CharField(choices=TRANSFER_KINDS, max_length=16, verbose_name="kind")),
                ("unit", models.CharField(choices=UNITS, max_length=8, verbose_name="unit")),
                ("amount", models.BigIntegerField(verbose_name="amount")),
                ("fee", models.BigIntegerField(default=0, verbose_name="fee")),
                ("reference", models.CharField(blank=True, max_length=100, verbose_name="reference")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("actor_id", models.UUIDField(blank=True, null=True, verbose_name="done by")),
                (
                    "parties",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), size=None, verbose_name="parties"
                    ),
                ),
            ],
            options={
                "verbose_name": "transfer",
                "verbose_name_plural": "transfers",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(kind__in=[kind for kind, _name in TRANSFER_KINDS]),
                        name="economy_ledgertransfer_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(unit__in=["token", "point"]), name="economy_ledgertransfer_unit_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(amount__gt=0), name="economy_ledgertransfer_amount_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(fee__gte=-models.F("amount"), fee__lte=models.F("amount")),
                        name="economy_ledgertransfer_fee_within_amount",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["kind", "id"], name="economy_ledgertransfer_kind"),
                    models.Index(
                        condition=~models.Q(reference=""), fields=["reference"], name="economy_ledgertransfer_cause"
                    ),
                ],
            },
        ),
        CreatePartitionedModel(
            name="LedgerEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=roastlive.lib.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("owner_id", models.UUIDField(blank=True, null=True, verbose_name="owner")),
                ("number", models.BigIntegerField(verbose_name="number in its account")),
                ("amount", models.BigIntegerField(verbose_name="amount")),
                ("balance_before", models.BigIntegerField(verbose_name="balance before")),
                ("balance_after", models.BigIntegerField(verbose_name="balance after")),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="economy.ledgeraccount",
                        verbose_name="account",
                    ),
                ),
                (
                    "transfer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="economy.ledgertransfer",
                        verbose_name="transfer",
                    ),
                ),
            ],
            options={
                "verbose_name": "entry",
                "verbose_name_plural": "entries",
                "constraints": [
                    models.CheckConstraint(condition=~models.Q(amount=0), name="economy_ledgerentry_moves_something"),
                    models.CheckConstraint(
                        condition=models.Q(balance_after=models.F("balance_before") + models.F("amount")),
                        name="economy_ledgerentry_adds_up",
                    ),
                ],
                "indexes": [models.Index(fields=["account", "created_at"], name="economy_ledgerentry_account")],
            },
        ),
        migrations.CreateModel(
            name="LedgerReversal",
            fields=[
                (
                    "original",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="reversed_by",
                        serialize=False,
                        to="economy.ledgertransfer",
                        verbose_name="transfer",
                    ),
                ),
                (
                    "transfer",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reverses",
                        to="economy.ledgertransfer",
                        verbose_name="reversal",
                    ),
                ),
                (
                    "parties",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), size=None, verbose_name="parties"
                    ),
                ),
            ],
            options={"verbose_name": "reversal", "verbose_name_plural": "reversals"},
        ),
    ]
