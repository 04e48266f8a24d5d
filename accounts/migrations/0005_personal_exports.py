import django.db.models
import roastlive.lib.ids
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q
from roastlive.lib.rls.operations import ForceRowSecurity


class Migration(migrations.Migration):
    """What somebody asked for of everything that is kept about them."""

    dependencies = [("accounts", "0004_pending_registrations")]

    operations = [
        migrations.CreateModel(
            name="PersonalExport",
            fields=[
                ("id", models.UUIDField(default=roastlive.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("state", models.CharField(choices=[("asked", "Being made"), ("ready", "Ready"), ("failed", "Could not be made"), ("over", "Over")], default="asked", max_length=6)),
                ("file", models.CharField(blank=True, editable=False, max_length=80)),
                ("size", models.BigIntegerField(blank=True, null=True)),
                ("ready_at", models.DateTimeField(blank=True, null=True)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="exports", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person", "-id"], name="accounts_export_person"),
                    models.Index(condition=Q(state="ready"), fields=["expires_at"], name="accounts_export_expires"),
                ],
                "constraints": [
                    models.UniqueConstraint(condition=Q(state="asked"), fields=("person",), name="accounts_personalexport_one_open", violation_error_message="You have asked already. We will tell you when it is ready."),
                    models.CheckConstraint(condition=Q(state__in=["asked", "ready", "failed", "over"]), name="accounts_personalexport_state_known"),
                    models.CheckConstraint(
                        condition=Q(state="ready", size__gt=0, ready_at__isnull=False, expires_at__isnull=False) & ~Q(file="") | ~Q(state="ready") & Q(file=""),
                        name="accounts_personalexport_file_while_ready",
                    ),
                ],
            },
        ),
        ForceRowSecurity("PersonalExport", owner="person"),
    ]
